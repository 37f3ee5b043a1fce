// The language server and the emulator's worker, one bundle for both hosts: it is most of the package.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * A worker made from a blob is a classic script in one file, and what Node requires can be one as well. The emulator's
 * worker is in it too: parser and flow graph are most of both, and the package would otherwise hold them twice. Modules
 * are imported, not loaded when they are needed: esbuild would put a function around each, 16 KB of the package.
 */
const ENTRY = 'scripts/server-entry.ts';
/** A web worker has no modules of Node, and asks nothing of them: what is read of them when it loads is this. */
const HEAD = `
if (typeof require !== 'function') var require = () => ({ constants: {} });
var __address = typeof __filename === 'string' ? require('node:url').pathToFileURL(__filename).href : '';
`;
const STUB = `import { createRequire } from 'node:module';
createRequire(import.meta.url)('./launch.cjs');
`;

/**
 * Writes dist/server.cjs, which workers load; dist/launch.cjs, which VS Code's Node host starts and which runs the former
 * with the code that is kept of it; and dist/server.js, which people start.
 * @returns esbuild's metafiles: what is in the bundles.
 */
export async function buildServer(root) {
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: [join(root, ENTRY)],
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
    banner: { js: HEAD },
  });
  const server = readFileSync(join(root, 'dist/server.cjs'));
  const launch = await build({
    absWorkingDir: root,
    metafile: true,
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
  return [metafile, launch.metafile];
}
