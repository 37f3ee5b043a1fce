/** Tests inside the real extension host: a module with `run()` next to the extension, with `vscode` at hand. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { build } from 'esbuild';
import { openEditor } from './session.mjs';

const TESTS = 'e2e-tests';

/** A copy of the extension with the tests in it: VS Code runs them in the host of the extension they lie in. */
async function withTests(extension, tests, host) {
  const folder = mkdtempSync(join(tmpdir(), 'extension-e2e-'));
  cpSync(extension, folder, { recursive: true });
  mkdirSync(join(folder, TESTS));
  writeFileSync(join(folder, TESTS, 'package.json'), '{ "type": "commonjs" }\n');
  await build({
    entryPoints: [tests],
    outfile: join(folder, TESTS, 'index.js'),
    bundle: true,
    format: 'cjs',
    platform: host === 'node' ? 'node' : 'browser',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return folder;
}

function payload(folder, server) {
  const at = (path) => `vscode-remote://${new URL(server.url).host}${path}`;
  return JSON.stringify([
    ['extensionDevelopmentPath', at(folder)],
    ['extensionTestsPath', at(join(folder, TESTS, 'index.js'))],
    ['skipWelcome', 'true'],
  ]);
}

/**
 * Runs the module's `run()` in the extension host; throws with what it printed if it throws or takes too long.
 * @param {object} options as for openEditor, `extensions` aside, and
 * @param {string} options.extension the built extension's folder
 * @param {string} options.tests a module that exports `run`
 * @returns {Promise<string[]>} what the tests printed
 */
export async function runInHost({ extension, tests, timeout = 300_000, ...options }) {
  const folder = await withTests(extension, tests, options.host);
  const printed = [];
  let exit;
  const exited = new Promise((done) => {
    exit = done;
  });
  const expose = async (page) => {
    await page.exposeFunction('codeAutomationLog', (type, args) =>
      printed.push(`[${type}] ${args.join(' ')}`),
    );
    await page.exposeFunction('codeAutomationExit', (code) => exit(code));
  };
  const query = (server) => ({ payload: payload(folder, server) });
  const session = await openEditor({
    ...options,
    extensions: [],
    query,
    driver: true,
    develops: extension,
    expose,
  });
  try {
    const tooLong = later(timeout, `no end after ${timeout / 1000} s`, { ref: false });
    const code = await Promise.race([exited, tooLong]);
    if (code !== 0)
      throw new Error(`Tests in the ${options.host} host: ${code}\n${printed.slice(-30).join('\n')}`);
  } finally {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return printed;
}
