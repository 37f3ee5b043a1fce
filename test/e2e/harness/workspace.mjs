/** Folders to open: made for a test, gone after it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { atEnd } from './processes.mjs';

/**
 * Makes a folder with these files and returns its path; it is deleted when the process ends.
 * @param {Record<string, string>} files text by path
 */
export function makeWorkspace(files) {
  const folder = mkdtempSync(join(tmpdir(), 'workspace-e2e-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}
