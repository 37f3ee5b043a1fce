/** Our extension as its package holds it, in a folder of its own. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';

const VSCE = join(root, 'node_modules/@vscode/vsce/vsce');

/** Where stageProduct() puts it: run.mjs calls that once, before the tests. */
export const product = join(root, 'out/e2e/product');

/** Copies what would be packaged there; `dist/` must be built. It takes seconds. */
export function stageProduct() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VSCE, 'ls', '--no-dependencies'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`vsce ls: ${stderr}`);
  rmSync(product, { recursive: true, force: true });
  for (const path of stdout.split('\n').filter(Boolean)) {
    mkdirSync(dirname(join(product, path)), { recursive: true });
    cpSync(join(root, path), join(product, path));
  }
}
