/** Which files a command line names: files as given, directories searched for BPF C. */

import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { isMadeUp, reasonOf } from '../../bpf/syntax/includes/node-bytes.ts';
import { printable } from '../../bpf/syntax/printable.ts';
import { words } from '../../bpf/words/common.ts';

export interface Input {
  /** As the user wrote it, or the directory as written and the way down from it. `<stdin>` for `-`. */
  readonly shown: string;
  /** Absolute, with forward slashes on every system. */
  readonly path: string;
  readonly stdin: boolean;
  /** The directory in whose search it was found, as `path` is written. */
  readonly searched?: string;
}

export interface Problem {
  readonly shown: string;
  readonly reason: string;
}

export interface Expansion {
  readonly inputs: readonly Input[];
  readonly problems: readonly Problem[];
  /** What searches passed by that would have been read by its name. */
  readonly skipped: readonly Problem[];
}

/** A path as a complaint begins with it: an empty one in quotes, so that it is seen. */
export function shownPath(shown: string): string {
  return shown === '' ? "''" : printable(shown);
}

const BPF_C = /\.bpf\.[ch]$/i;
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', '.git']);

/**
 * The files that `args` name, in the order given; within a directory by name. A file named twice, also through a
 * link, is there once. A search follows links within its directory, enters each directory once, and stays in it.
 */
export function expandPaths(args: readonly string[], cwd: string): Expansion {
  const inputs = new Map<string, Input>();
  const found: Found = {
    problems: [],
    skipped: [],
    add: (input, key) => void (inputs.has(key) || inputs.set(key, input)),
  };
  for (const arg of args) {
    if (arg === '-')
      found.add({ shown: '<stdin>', path: portable(resolve(cwd, '<stdin>')), stdin: true }, '-');
    else expandOne(arg, cwd, found);
  }
  return { inputs: [...inputs.values()], problems: found.problems, skipped: found.skipped };
}

/** Folders that are named for headers: absolute, with forward slashes; and which of them are none. */
export function includeFolders(
  args: readonly string[],
  cwd: string,
): { readonly folders: readonly string[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  for (const arg of args) {
    const kind = arg === '' ? { reason: words().emptyPath } : kindOf(resolve(cwd, arg));
    if (kind === 'file') problems.push({ shown: arg, reason: words().notADirectory });
    else if (kind !== 'directory') problems.push({ shown: arg, reason: kind.reason });
  }
  return { folders: args.map((arg) => portable(resolve(cwd, arg))), problems };
}

interface Found {
  readonly problems: Problem[];
  readonly skipped: Problem[];
  add(input: Input, key: string): void;
}

function expandOne(arg: string, cwd: string, found: Found): void {
  const path = resolve(cwd, arg);
  const kind = arg === '' ? { reason: words().emptyPath } : kindOf(path);
  if (typeof kind !== 'string') {
    found.problems.push({ shown: arg, reason: kind.reason });
    return;
  }
  if (kind === 'file') {
    found.add({ shown: arg, path: portable(path), stdin: false }, identity(path));
    return;
  }
  const before = found.problems.length;
  const inputs = search(arg, path, found);
  for (const input of inputs) found.add(input, identity(input.path));
  if (inputs.length === 0 && found.problems.length === before) {
    found.problems.push({ shown: arg, reason: words().noBpfC });
  }
}

interface Entry {
  readonly shown: string;
  readonly path: string;
}

/** All BPF C below a directory, depth first by name. A stack, not a recursion: a tree may be as deep as it likes. */
function search(shown: string, path: string, found: Found): Input[] {
  const inputs: Input[] = [];
  const entered = new Set<string>();
  const root = identity(path);
  const stack: Entry[] = [{ shown, path }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const look = lookAt(next.path, root);
    if (look.kind === 'file' && BPF_C.test(next.path)) {
      inputs.push({ shown: next.shown, path: portable(next.path), stdin: false, searched: portable(path) });
    }
    if (look.kind === 'skipped' && (look.mayHold || BPF_C.test(next.path)))
      found.skipped.push({ shown: next.shown, reason: look.reason });
    if (look.kind !== 'directory' || entered.has(look.key)) continue;
    entered.add(look.key);
    const names = list(next.path);
    if (!Array.isArray(names)) {
      found.problems.push({ shown: next.shown, reason: names.reason });
      continue;
    }
    // Last name first, so that the stack gives the first name first.
    for (const name of names.reverse()) {
      stack.push({ shown: joinShown(next.shown, name), path: join(next.path, name) });
    }
  }
  return inputs;
}

/** `join` would drop the `./` that the user wrote. */
function joinShown(folder: string, name: string): string {
  return folder.endsWith('/') || folder.endsWith(sep) ? folder + name : folder + sep + name;
}

type Look =
  | { readonly kind: 'file' }
  | { readonly kind: 'directory'; readonly key: string }
  /** `mayHold`: a directory, or nobody knows what. */
  | { readonly kind: 'skipped'; readonly reason: string; readonly mayHold: boolean };

/** What the search makes of an entry of the tree below `root`, which has no links in it. */
function lookAt(path: string, root: string): Look {
  try {
    const entry = lstatSync(path);
    const stat = entry.isSymbolicLink() ? statSync(path) : entry;
    const mayHold = stat.isDirectory();
    if (entry.isSymbolicLink() && !isBelow(realpathSync.native(path), root) && path !== root)
      return skipped(words().linkLeadsOut, mayHold);
    if (!mayHold) return stat.isFile() ? { kind: 'file' } : skipped(words().notRegular, false);
    if (isMadeUp(stat.dev, path)) return skipped(words().isMadeUpDirectory, true);
    return { kind: 'directory', key: directoryKey(path) };
  } catch (error) {
    return skipped(whyLost(path, error), true);
  }
}

function skipped(reason: string, mayHold: boolean): Look {
  return { kind: 'skipped', reason, mayHold };
}

/** Why an entry that its directory lists cannot be looked at. */
function whyLost(path: string, error: unknown): string {
  try {
    return lstatSync(path).isSymbolicLink() && isMissing(error) ? words().linkToNothing : reasonOf(error);
  } catch {
    return path.includes('\ufffd') ? words().nameNotUtf8 : reasonOf(error);
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Names that may matter, sorted by code unit so that every machine has the same order. */
function list(path: string): string[] | { reason: string } {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter(mayMatter)
      .map((entry) => entry.name)
      .sort((a, b) => (a < b ? -1 : 1));
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

function mayMatter(entry: Dirent): boolean {
  if (entry.isDirectory() || entry.isSymbolicLink()) return !SKIPPED.has(entry.name);
  return BPF_C.test(entry.name);
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
  const { dev, ino } = statSync(path, { bigint: true });
  return ino === 0n ? identity(path) : `${dev}:${ino}`;
}

/** A file's path with all links resolved. */
export function identity(path: string): string {
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
