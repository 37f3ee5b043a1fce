/**
 * Installs what the end-to-end tests drive: VS Code's server (from npm), Chromium and, for the terminal tests, Neovim
 * and tmux. Quick when all is there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { e2e, findChromium, vscode, which } from './harness/paths.mjs';

const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
const DEBIAN = ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'neovim', 'tmux'];

/** Runs a program with its output kept back; gives the last line of it on failure, else undefined. */
function failure(program, args, options = {}) {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', ...options });
  if (status === 0) return undefined;
  if (error) return error.message;
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => /error|^E:/i.test(line));
  return lines[0]?.trim() ?? `exit code ${status}`;
}

/** The npm that called us, run without a shell; else the one on the PATH. */
function npm(args, cwd) {
  const self = process.env.npm_execpath;
  return self && /npm-cli\.[cm]?js$/.test(self)
    ? failure(process.execPath, [self, ...args], { cwd })
    : failure('npm', args, { cwd });
}

const readJson = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);

/** True if every package of the lock is there in the lock's version. */
function packagesMatchLock() {
  const present = readJson(join(e2e, 'node_modules/.package-lock.json'))?.packages;
  const wanted = readJson(join(e2e, 'package-lock.json')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || present?.[path]?.integrity === entry.integrity,
  );
}

/** The editor's own packages lie in a folder of code-server's, which it fills by a script that we do not run. */
function installEditor() {
  const failed = packagesMatchLock() ? undefined : npm(['ci', ...QUIET], e2e);
  if (failed) return failed;
  const done = join(vscode, 'node_modules/.complete');
  if (existsSync(done)) return undefined;
  const nested = npm(['install', '--omit=dev', '--no-package-lock', ...QUIET], vscode);
  if (!nested) writeFileSync(done, '');
  return nested;
}

function installPrograms() {
  const missing = () =>
    [findChromium() ? [] : 'Chromium', which('nvim') ? [] : 'Neovim', which('tmux') ? [] : 'tmux'].flat();
  if (missing().length === 0) return undefined;
  if (process.getuid?.() === 0 && which('apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // One source that cannot be reached fails the update; what is needed may be there all the same.
    const stale = failure('apt-get', ['update', '-q'], { env });
    const failed = failure('apt-get', DEBIAN, { env }) ?? stale;
    const still = missing().join(', ');
    if (still !== '') return `${still} missing after apt-get (${failed ?? 'which says that all went well'})`;
    return undefined;
  }
  return `${missing().join(', ')} missing: apt-get ${DEBIAN.slice(3).join(' ')} as root, or CHROMIUM=/path/of/chromium`;
}

/** Installs what is missing; says in one line what failed and returns false. */
export function install() {
  if (process.platform !== 'linux') {
    console.error('The end-to-end tests need Linux.');
    return false;
  }
  const start = Date.now();
  const failed = installEditor() ?? installPrograms();
  if (failed) {
    console.error(`The editors of the end-to-end tests are not there: ${failed}`);
    return false;
  }
  const seconds = (Date.now() - start) / 1000;
  if (seconds > 1) console.log(`Installed the editors in ${seconds.toFixed(0)} s`);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !install()) process.exitCode = 1;
