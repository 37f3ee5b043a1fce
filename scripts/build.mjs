// Bundles everything that ships to dist/; `--tests` also bundles every test to out/test for node --test.
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildClient, writeRules } from './build-client.mjs';
import { buildFuzz } from './build-fuzz.mjs';
import { buildServer } from './build-server.mjs';
import { writeNotices } from './notices.mjs';
import { slimWasm } from './slim-wasm.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
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

const WASM = ['web-tree-sitter', 'tree-sitter-c'].map((name) => `node_modules/${name}/${name}.wasm`);

function copyWasm(to) {
  mkdirSync(to, { recursive: true });
  const [runtime, grammar] = WASM;
  writeFileSync(join(to, basename(runtime)), slimWasm(readFileSync(join(root, runtime))));
  copyFileSync(join(root, grammar), join(to, basename(grammar)));
}

/** The program on the command line. Names are kept: a stack in a report has to be readable. */
async function buildCli() {
  const { metafile } = await build({
    ...common,
    metafile: true,
    entryPoints: { cli: join(root, 'cli/main.ts') },
    outdir: join(root, 'dist'),
    minifyWhitespace: true,
    minifySyntax: true,
    banner: { js: `#!/usr/bin/env node\n${banner}` },
  });
  chmodSync(join(root, 'dist/cli.js'), 0o755);
  return metafile;
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
copyWasm(join(root, 'dist'));
const shipped = [await buildCli(), ...(await buildServer(root)), ...(await buildClient(root))];
writeNotices(root, shipped, WASM);
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
