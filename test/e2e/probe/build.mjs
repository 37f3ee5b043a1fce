/** Builds the probe to out/e2e/probe as our extension is built: CommonJS entries, a classic script for the worker. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { e2e, outFolder, root } from '../harness/paths.mjs';

const packages = join(root, 'node_modules');
const source = join(e2e, 'probe');

/** @returns {Promise<string>} the extension's folder */
export async function buildProbe() {
  const folder = outFolder('probe');
  const common = {
    absWorkingDir: root,
    bundle: true,
    logLevel: 'warning',
    outdir: join(folder, 'dist'),
    alias: { 'web-tree-sitter': join(packages, 'web-tree-sitter/web-tree-sitter.cjs') },
  };
  const commonjs = { ...common, format: 'cjs', external: ['vscode'] };
  await build({ ...commonjs, platform: 'node', entryPoints: [join(source, 'node.js')] });
  await build({ ...commonjs, entryPoints: [join(source, 'web.js')] });
  await build({
    ...common,
    format: 'iife',
    entryPoints: [join(source, 'worker.js')],
    external: ['fs/promises', 'module', 'fs'],
  });
  copyFileSync(join(source, 'package.json'), join(folder, 'package.json'));
  const wasm = ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-c/tree-sitter-c.wasm'];
  for (const path of wasm) copyFileSync(join(packages, path), join(folder, 'dist', path.split('/')[1]));
  return folder;
}
