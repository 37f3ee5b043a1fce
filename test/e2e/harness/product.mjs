/** Our extension as its package holds it, in a folder of its own. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outFolder, root } from './paths.mjs';

const VSCE = join(root, 'node_modules/@vscode/vsce/vsce');

/** Copies what would be packaged to out/e2e/product and returns that folder; `dist/` must be built. */
export function stageProduct() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VSCE, 'ls', '--no-dependencies'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`vsce ls: ${stderr}`);
  const folder = outFolder('product');
  rmSync(folder, { recursive: true });
  for (const path of stdout.split('\n').filter(Boolean)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  return folder;
}
