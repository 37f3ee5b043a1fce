// Makes `npm start` and `npm test` work on a fresh clone: installs the packages when they are not those of the lock.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const OLDEST_NODE = 20;

/** Runs a program in the repository with this terminal; true when it exits 0. */
export function run(program, args, options = {}) {
  const { error, status } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) console.error(`${program}: ${error.message}`);
  return status === 0;
}

/** Runs a JavaScript file with this Node: works on every system, where `.bin` needs a shell. */
export function runNode(script, args = [], options = {}) {
  return run(process.execPath, [join(root, script), ...args], options);
}

/** Installs what the lock says unless it is there; quiet then. Says on failure what to do and returns false. */
export function ensurePackages() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    console.error(`bpf-cpumask needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}.`);
    return false;
  }
  if (packagesMatchLock()) return true;
  console.log('Installing the packages of package-lock.json ...');
  if (npm(['ci', '--no-progress', '--loglevel=error'])) return true;
  console.error(
    'npm ci failed. It needs a package registry (or its cache) the first time; see the lines above.',
  );
  return false;
}

/** npm writes down what it installed; compared with the lock, that also sees a `git pull` that changed the lock. */
function packagesMatchLock() {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || present[path]?.integrity === entry.integrity,
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** The npm that called us, run without a shell; else the one on the PATH (a script on Windows, so it needs one). */
function npm(args) {
  const self = process.env.npm_execpath;
  if (self !== undefined && /npm-cli\.[cm]?js$/.test(self)) return run(process.execPath, [self, ...args]);
  return run('npm', args, { shell: process.platform === 'win32' });
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !ensurePackages()) process.exitCode = 1;
