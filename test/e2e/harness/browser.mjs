/** One Chromium for a run; each session gets a fresh context of it. */
import { chromium } from 'playwright-core';
import { findChromium } from './paths.mjs';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // What the watch might not see cannot get out either.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

let running;

/** The browser of this process, started at the first call. */
export function browser() {
  running ??= chromium.launch({ executablePath: findChromium(), headless: true, args: ARGUMENTS });
  return running;
}

/** Ends it; a test file that leaves it running does not come to its end. */
export async function closeBrowser() {
  const open = running;
  running = undefined;
  await (await open)?.close();
}
