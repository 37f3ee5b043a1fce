/** Where the repository is, from wherever the bundled tests run. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function find(folder: string): string {
  if (existsSync(join(folder, 'package-lock.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('the tests run inside the repository');
  return find(parent);
}

export const root = find(dirname(fileURLToPath(import.meta.url)));
