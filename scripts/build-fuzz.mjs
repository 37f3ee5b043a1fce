// The fuzzer's programs, for `npm run fuzz` and for the short part of it that `npm test` runs.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ENTRIES = ['main', 'lane', 'watch'];
const BANNER = "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);";

/** Bundles test/fuzz into a folder. */
export async function buildFuzz(root, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const name of ['web-tree-sitter', 'tree-sitter-c'])
    copyFileSync(join(root, 'node_modules', name, `${name}.wasm`), join(folder, `${name}.wasm`));
  await build({
    absWorkingDir: root,
    entryPoints: ENTRIES.map((name) => join(root, 'test/fuzz', `${name}.ts`)),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    banner: { js: BANNER },
  });
}
