/**
 * What files include, on disk. A header is asked for in fifty places and is in one of them: of a folder that is not there
 * nothing is asked, and what the disk has said holds for a while. A link is followed as far as the scope reaches: where
 * a file really lies decides, not how its path is written.
 */
import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { ancestors } from '../paths.ts';
import { decode, NO_LINK, objection, readFileBytes } from './node-bytes.ts';
import type { Scope } from './reach.ts';

/** No header is larger, but for vmlinux.h, which nobody reads. */
const HEADER_LIMIT = 4 * 1024 * 1024;
const MOST_FOLDERS = 5_000;
const MOST_FILES = 50_000;
/** UTF-16 units kept over all files. */
const MOST_TEXT = 32 * 1024 * 1024;
const MOST_CLIMBED = 64;

interface Known {
  /** Where it really lies, its size and time of change; '' for what is not there, or not to be read. */
  readonly stamp: string;
  /** Without links. */
  readonly real: string;
  readonly text: string | undefined;
  askedAt: number;
}

interface Folder {
  /** Without links; undefined: it is not there. */
  readonly real: string | undefined;
  readonly askedAt: number;
}

export interface NodeFiles {
  /** The text of a regular file that lies within the scope; undefined for everything else. Never throws. */
  read(address: string, scope?: Scope): string | undefined;
  /** The nearest folder from there upwards that is a repository's; undefined: it is in none. */
  repositoryOf(folder: string): string | undefined;
  forget(addresses: readonly string[]): void;
}

export interface NodeFilesOptions {
  /** The path of an address, which has `/` between its parts; undefined: it is none of this machine's. */
  readonly pathOf: (address: string) => string | undefined;
  /** How long what the disk said holds without asking again, in milliseconds. */
  readonly trust: number;
  /** Told of a file that is there and lies outside of the scope: a link leads to it. */
  readonly outside?: (address: string) => void;
}

export function createNodeFiles({ pathOf, trust, outside }: NodeFilesOptions): NodeFiles {
  const known = new Map<string, Known>();
  const folders = new Map<string, Folder>();
  const repositories = new Map<string, { readonly folder: string | undefined; readonly askedAt: number }>();
  let held = 0;

  const drop = (address: string) => {
    held -= known.get(address)?.text?.length ?? 0;
    known.delete(address);
  };

  /** A folder without links; undefined: it is not there, and neither is anything in it. */
  const realFolder = (folder: string, now: number): string | undefined => {
    const before = folders.get(folder);
    if (before && now - before.askedAt < trust) return before.real;
    if (folders.size >= MOST_FOLDERS) folders.clear();
    const up = folderOf(folder);
    const hasUp = up === '' || up === folder || isTop(up) || realFolder(up, now) !== undefined;
    const real = hasUp ? realOf(pathOf(folder)) : undefined;
    folders.set(folder, { real, askedAt: now });
    return real;
  };

  const isWithin = (real: string, { roots }: Scope, now: number): boolean =>
    roots === undefined ||
    roots.some((root) => {
      const base = realFolder(root, now);
      return base !== undefined && isBelow(real, base);
    });

  const look = (address: string, now: number): Known => {
    const before = known.get(address);
    if (before && now - before.askedAt < trust) return before;
    const folder = realFolder(folderOf(address), now);
    const found = folder === undefined ? undefined : stampOf(folder, pathOf(address));
    if (before && before.stamp === (found?.stamp ?? '')) {
      before.askedAt = now;
      return before;
    }
    drop(address);
    const text = found === undefined ? undefined : textOf(found.real);
    if (held + (text?.length ?? 0) > MOST_TEXT || known.size >= MOST_FILES) {
      known.clear();
      held = 0;
    }
    held += text?.length ?? 0;
    const entry: Known = { stamp: found?.stamp ?? '', real: found?.real ?? '', text, askedAt: now };
    known.set(address, entry);
    return entry;
  };

  return {
    read(address, scope) {
      const now = performance.now();
      const { real, text } = look(address, now);
      if (text === undefined || scope === undefined || isWithin(real, scope, now)) return text;
      outside?.(address);
      return undefined;
    },
    repositoryOf(folder) {
      const now = performance.now();
      const before = repositories.get(folder);
      if (before && now - before.askedAt < trust) return before.folder;
      if (repositories.size >= MOST_FOLDERS) repositories.clear();
      const found = ancestors(folder, MOST_CLIMBED).find((up) => isRepository(pathOf(up)));
      repositories.set(folder, { folder: found, askedAt: now });
      return found;
    },
    forget(addresses) {
      folders.clear();
      repositories.clear();
      for (const address of addresses) drop(address);
    },
  };
}

function folderOf(address: string): string {
  return address.slice(0, address.lastIndexOf('/'));
}

/** `file:///`, `file:///c:`, `c:`: the end of every climb. */
function isTop(folder: string): boolean {
  return /^(?:[A-Za-z][\w+.-]*:\/\/[^/]*(?:\/(?:[A-Za-z](?::|%3A))?)?|[A-Za-z]:)$/i.test(folder);
}

function realOf(folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined;
  // `C:` alone is whatever folder the process is in on that drive.
  const path = folder === '' || /^[A-Za-z]:$/.test(folder) ? `${folder}/` : folder;
  try {
    // Asked first, since it is cheap where nothing is: most folders are not there.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** Where a file really lies and what tells its texts apart; undefined: no regular file that can be read. */
function stampOf(
  folder: string,
  path: string | undefined,
): { readonly real: string; readonly stamp: string } | undefined {
  if (path === undefined) return undefined;
  try {
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (!entry) return undefined;
    const isLink = entry.isSymbolicLink();
    const stat: Stats = isLink ? statSync(path) : entry;
    if (objection(stat, path, HEADER_LIMIT) !== undefined) return undefined;
    const real = isLink ? realpathSync.native(path) : join(folder, nameOf(path));
    return { real, stamp: `${stat.size} ${stat.mtimeMs} ${real}` };
  } catch {
    // No such path (a loop of links, a name that is too long, NUL), or none that this user may ask for.
    return undefined;
  }
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function textOf(real: string): string | undefined {
  const bytes = readFileBytes(real, HEADER_LIMIT, NO_LINK);
  if (bytes.kind === 'failed') return undefined;
  const text = decode(bytes.bytes);
  return text.kind === 'text' ? text.text : undefined;
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(/[\\/]$/.test(folder) ? folder : folder + (folder.includes('\\') ? '\\' : '/'));
}

/** A repository's `.git` is a folder, and a file in a work tree beside it. */
function isRepository(path: string | undefined): boolean {
  if (path === undefined) return false;
  try {
    const stat = statSync(join(path, '.git'), { throwIfNoEntry: false });
    return stat !== undefined && (stat.isDirectory() || stat.isFile());
  } catch {
    return false;
  }
}
