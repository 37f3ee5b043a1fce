/** Which files a command line names: files as given, directories searched for BPF C. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { reasonOf } from './bytes.ts';

export interface Input {
  /** As the user wrote it, or the directory as written and the way down from it. `<stdin>` for `-`. */
  readonly shown: string;
  /** Absolute, with forward slashes on every system. */
  readonly path: string;
  readonly stdin: boolean;
}

export interface Problem {
  readonly shown: string;
  readonly reason: string;
}

export interface Expansion {
  readonly inputs: readonly Input[];
  readonly problems: readonly Problem[];
}

const BPF_C = /\.bpf\.[ch]$/i;
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', '.git']);

/**
 * The files that `args` name, in the order given; within a directory by name. A file named twice, also through a
 * link, is there once; each directory is entered once, so links that go round end.
 */
export function expandPaths(args: readonly string[], cwd: string): Expansion {
  const inputs = new Map<string, Input>();
  const problems: Problem[] = [];
  const add = (input: Input, key: string) => {
    if (!inputs.has(key)) inputs.set(key, input);
  };
  for (const arg of args) {
    if (arg === '-') add({ shown: '<stdin>', path: portable(resolve(cwd, '<stdin>')), stdin: true }, '-');
    else expandOne(arg, cwd, add, problems);
  }
  return { inputs: [...inputs.values()], problems };
}

type Add = (input: Input, key: string) => void;

function expandOne(arg: string, cwd: string, add: Add, problems: Problem[]): void {
  const path = resolve(cwd, arg);
  const kind = arg === '' ? { reason: 'is an empty path' } : kindOf(path);
  if (typeof kind !== 'string') {
    problems.push({ shown: arg, reason: kind.reason });
    return;
  }
  if (kind === 'file') {
    add({ shown: arg, path: portable(path), stdin: false }, identity(path));
    return;
  }
  const before = problems.length;
  const found = search(arg, path, problems);
  for (const input of found) add(input, identity(input.path));
  if (found.length === 0 && problems.length === before) {
    problems.push({ shown: arg, reason: 'no *.bpf.c or *.bpf.h file in this directory' });
  }
}

/** All BPF C below a directory, depth first by name. A stack, not a recursion: a tree may be as deep as it likes. */
function search(shown: string, path: string, problems: Problem[]): Input[] {
  const found: Input[] = [];
  const entered = new Set<string>();
  const stack: { shown: string; path: string }[] = [{ shown, path }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const kind = kindOf(next.path);
    if (kind === 'file' && BPF_C.test(next.path)) {
      found.push({ shown: next.shown, path: portable(next.path), stdin: false });
    }
    if (kind !== 'directory') continue;
    const node = directoryKey(next.path);
    if (entered.has(node)) continue;
    entered.add(node);
    const names = list(next.path);
    if (!Array.isArray(names)) {
      problems.push({ shown: next.shown, reason: names.reason });
      continue;
    }
    // Last name first, so that the stack gives the first name first.
    for (const name of names.reverse()) {
      stack.push({ shown: joinShown(next.shown, name), path: join(next.path, name) });
    }
  }
  return found;
}

/** `join` would drop the `./` that the user wrote. */
function joinShown(folder: string, name: string): string {
  return folder.endsWith('/') || folder.endsWith(sep) ? folder + name : folder + sep + name;
}

/** Names that may matter, sorted by code unit so that every machine has the same order. */
function list(path: string): string[] | { reason: string } {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => (entry.isFile() ? BPF_C.test(entry.name) : !SKIPPED.has(entry.name)))
      .map((entry) => entry.name)
      .sort((a, b) => (a < b ? -1 : 1));
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** A pipe counts as a file: `check <(generator)`. Anything else is refused when it is read. */
function kindOf(path: string): 'file' | 'directory' | { reason: string } {
  try {
    return statSync(path).isDirectory() ? 'directory' : 'file';
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** The inode where there is one: resolving the path at each level is slow in a deep tree. */
function directoryKey(path: string): string {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return ino === 0n ? identity(path) : `${dev}:${ino}`;
  } catch {
    return path;
  }
}

/** A file's path with all links resolved. */
function identity(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** The service joins include paths with `/`; Windows opens such paths as well. */
export function portable(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}
