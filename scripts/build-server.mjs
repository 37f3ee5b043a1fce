// The language server and the emulator's worker, one bundle for both hosts: it is most of the package.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * A worker made from a blob is a classic script in one file, and what Node requires can be one as well. The emulator's
 * worker is in it too: parser and flow graph are most of both, and the package would otherwise hold them twice. Only the
 * branch that is taken is evaluated.
 */
const ENTRY = `
if (typeof importScripts === 'function') {
  if (globalThis.bpfCpumaskRole === 'emulator') import('./emulator/worker/main-web.ts');
  else import('./server/lsp/main-worker.ts');
} else if (require('node:worker_threads').workerData?.role === 'emulator') import('./emulator/worker/main-node.ts');
else import('./server/lsp/node/main.ts');
`;
const ADDRESS =
  "var __address = typeof __filename === 'string' ? require('node:url').pathToFileURL(__filename).href : '';";
const STUB = `import { createRequire } from 'node:module';
createRequire(import.meta.url)('./launch.cjs');
`;

/**
 * Writes dist/server.cjs, which workers load; dist/launch.cjs, which VS Code's Node host starts and which runs the former
 * with the code that is kept of it; and dist/server.js, which people start.
 */
export async function buildServer(root) {
  await build({
    absWorkingDir: root,
    stdin: { contents: ENTRY, resolveDir: root, sourcefile: 'server.ts', loader: 'ts' },
    outfile: join(root, 'dist/server.cjs'),
    bundle: true,
    platform: 'node',
    // Both sides of the protocol's library are in it. Each is run only where it belongs, and so are Node's modules.
    conditions: ['node', 'browser'],
    format: 'cjs',
    target: ['node20', 'es2022'],
    logLevel: 'warning',
    // Names too: V8 reads a function's text when it first runs, and opening a first file takes 4 % less with a fifth less
    // of it. A stack in a report is read with the map of the same build (BPF_CPUMASK_MAPS=1).
    minify: true,
    sourcemap: process.env.BPF_CPUMASK_MAPS === '1' ? 'external' : false,
    // The CommonJS build has no `import.meta` and no top-level await.
    alias: { 'web-tree-sitter': join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
    define: { 'import.meta.url': '__address' },
    banner: { js: ADDRESS },
  });
  const server = readFileSync(join(root, 'dist/server.cjs'));
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'server/lsp/node/launch.ts')],
    outfile: join(root, 'dist/launch.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
    minify: true,
    define: { BUILD: JSON.stringify(createHash('sha256').update(server).digest('hex').slice(0, 16)) },
  });
  writeFileSync(join(root, 'dist/server.js'), STUB);
  // From a build of before.
  rmSync(join(root, 'dist/server-web.js'), { force: true });
}
