/** Folders to open: made for a test, gone after it. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { atEnd } from './processes.mjs';

/** Text by path, of each folder. */
const madeOf = new Map();

/**
 * Makes a folder with these files and returns its path; it is deleted when the process ends.
 * @param {Record<string, string>} files text by path
 */
export function makeWorkspace(files) {
  const folder = mkdtempSync(join(tmpdir(), 'workspace-e2e-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  madeOf.set(folder, files);
  restoreWorkspace(folder);
  return folder;
}

/** Gives the files of a made folder the text that they had at first. */
export function restoreWorkspace(folder) {
  for (const [path, text] of Object.entries(madeOf.get(folder))) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
  }
}
