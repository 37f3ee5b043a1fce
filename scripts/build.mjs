// Bundles everything that ships to dist/; `--tests` also bundles every test to out/test for node --test.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildClient, writeRules } from './build-client.mjs';
import { buildFuzz } from './build-fuzz.mjs';
import { buildServer } from './build-server.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const wants = new Set(process.argv.slice(2));

// An ES bundle has no `require`; dependencies written as CommonJS still ask for it.
const banner = "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);";
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  banner: { js: banner },
};

function copyWasm(to) {
  mkdirSync(to, { recursive: true });
  const runtime = dirname(require.resolve('web-tree-sitter'));
  copyFileSync(join(runtime, 'web-tree-sitter.wasm'), join(to, 'web-tree-sitter.wasm'));
  copyFileSync(join(root, 'node_modules/tree-sitter-c/tree-sitter-c.wasm'), join(to, 'tree-sitter-c.wasm'));
}

function testsUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'e2e' ? [] : testsUnder(path);
    return entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

/** Tells Node that the `.js` files of a folder are ES modules; why not the root's package.json: build-client.mjs. */
function markModules(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
}

markModules(join(root, 'dist'));
if (existsSync(join(root, 'cli/main.ts'))) {
  await build({
    ...common,
    entryPoints: { cli: join(root, 'cli/main.ts') },
    outdir: join(root, 'dist'),
    // Names are kept: a stack in a report has to be readable.
    minifyWhitespace: true,
    minifySyntax: true,
    banner: { js: `#!/usr/bin/env node\n${banner}` },
  });
  chmodSync(join(root, 'dist/cli.js'), 0o755);
}
copyWasm(join(root, 'dist'));
await buildServer(root);
await buildClient(root);
await writeRules(root);

if (wants.has('--tests')) {
  // What else is in there is the fuzzer's: its state outlives a build.
  rmSync(join(root, 'out/test'), { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: testsUnder(join(root, 'test')),
    outdir: join(root, 'out/test'),
    outbase: join(root, 'test'),
    splitting: true,
    sourcemap: true,
    external: ['tree-sitter', 'tree-sitter-c', 'esbuild', 'typescript'],
  });
  markModules(join(root, 'out'));
  copyWasm(join(root, 'out'));
  await buildFuzz(root, join(root, 'out/test/fuzz-programs'));
}
