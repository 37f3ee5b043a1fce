/**
 * What V8 has compiled of the server, kept from one process to the next: a server that starts again compiles nothing.
 *
 * V8 takes what is in the file for code, so it is read only from a folder that nobody else may write to, and only
 * as it was written. V8 itself refuses what another version of it has made, or the same with other flags.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

const OPTION = '--code-cache=';
const SUFFIX = '.code';
const DIGEST_BYTES = 32;
/** Ten times of what is expected: what is larger is not ours. */
const LARGEST = 20_000_000;
/** Node and editors of several versions may take turns; what is older than that many is removed. */
const MOST_FILES = 4;

export interface CodeCache {
  /** What was written under this name; undefined when there is nothing, or it is not as it was written. */
  read(): Buffer | undefined;
  /** Replaces it, in one step; false when that could not be done. */
  write(code: Buffer): boolean;
}

/**
 * The folder that `--code-cache=FOLDER` names, else the user's; undefined: `--code-cache=off`, or there is none. Never a
 * relative one: what an editor starts in may be anybody's.
 */
export function cacheFolder(args: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const named = args.findLast((arg) => arg.startsWith(OPTION))?.slice(OPTION.length);
  const folder = named ?? userFolder(env);
  return folder !== undefined && isAbsolute(folder) ? folder : undefined;
}

function userFolder(env: NodeJS.ProcessEnv): string | undefined {
  const { platform } = process;
  const home = homedir();
  const base =
    platform === 'win32'
      ? env.LOCALAPPDATA
      : platform === 'darwin'
        ? home && join(home, 'Library', 'Caches')
        : env.XDG_CACHE_HOME || (home && join(home, '.cache'));
  return base ? join(base, 'bpf-cpumask') : undefined;
}

/** `name` says what was compiled, for which engine. */
export function openCodeCache(folder: string, name: string): CodeCache {
  const path = join(folder, `${name}${SUFFIX}`);
  return {
    read() {
      try {
        return isMineAlone(lstatSync(folder)) ? readWhole(path) : undefined;
      } catch {
        return undefined;
      }
    },
    write(code) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (!isMineAlone(lstatSync(folder))) return false;
        replace(path, code);
        removeOldest(folder);
        return true;
      } catch {
        // A full disk, a home that is read-only: the next start takes what this one took.
        return false;
      }
    },
  };
}

/** Windows has no such bits: there the user's folders are the user's alone. */
function isMineAlone({ uid, mode }: { uid: number; mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

function readWhole(path: string): Buffer | undefined {
  const file = openSync(path, 'r');
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || !isMineAlone(stat) || stat.size > LARGEST) return undefined;
    const all = readFileSync(file);
    const code = all.subarray(DIGEST_BYTES);
    return digest(code).equals(all.subarray(0, DIGEST_BYTES)) ? code : undefined;
  } finally {
    closeSync(file);
  }
}

function replace(path: string, code: Buffer): void {
  const temporary = `${path}.${randomUUID()}`;
  try {
    writeFileSync(temporary, Buffer.concat([digest(code), code]), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Also what a process that was stopped while it wrote has left behind. */
function removeOldest(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => name.includes(SUFFIX))
    .map((name) => join(folder, name))
    .map((path) => ({ path, written: statSync(path).mtimeMs }))
    .sort((a, b) => b.written - a.written);
  for (const { path } of files.slice(MOST_FILES)) rmSync(path, { force: true });
}

function digest(code: Buffer): Buffer {
  return createHash('sha256').update(code).digest();
}
