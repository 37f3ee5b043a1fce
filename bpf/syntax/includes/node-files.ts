/**
 * What files include, on disk. A header is asked for in fifty places and is in one of them: of a folder that is not there
 * nothing is asked, and what the disk has said holds for a while. A link is followed as far as the scope reaches: where
 * a file really lies decides, not how its path is written.
 */
import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
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
  /** What a folder within the scope holds, by name: folders with a `/` behind it, links to folders left out. */
  list(folder: string, scope?: Scope): readonly string[] | undefined;
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

/** What the disk has said, and when. */
interface DiskCache {
  readonly options: NodeFilesOptions;
  readonly known: Map<string, Known>;
  readonly folders: Map<string, Folder>;
  readonly lists: Map<string, { readonly names: readonly string[] | undefined; readonly askedAt: number }>;
  readonly repositories: Map<string, { readonly folder: string | undefined; readonly askedAt: number }>;
  /** Length of all texts in `known`. */
  held: number;
}

export function createNodeFiles(options: NodeFilesOptions): NodeFiles {
  const cache: DiskCache = {
    options,
    known: new Map(),
    folders: new Map(),
    lists: new Map(),
    repositories: new Map(),
    held: 0,
  };
  return {
    read: (address, scope) => readWithin(cache, address, scope),
    list: (folder, scope) => listWithin(cache, folder, scope),
    repositoryOf: (folder) => repositoryOf(cache, folder),
    forget: (addresses) => forget(cache, addresses),
  };
}

function readWithin(cache: DiskCache, address: string, scope: Scope | undefined): string | undefined {
  const now = performance.now();
  const { real, text } = fileAt(cache, address, now);
  if (text === undefined || scope === undefined || isWithin(cache, real, scope, now)) return text;
  cache.options.outside?.(address);
  return undefined;
}

const MOST_NAMES = 10_000;

function listWithin(
  cache: DiskCache,
  folder: string,
  scope: Scope | undefined,
): readonly string[] | undefined {
  const { lists, options } = cache;
  const now = performance.now();
  const before = lists.get(folder);
  if (before && now - before.askedAt < options.trust) return before.names;
  if (lists.size >= MOST_FOLDERS) lists.clear();
  const real = realFolder(cache, folder, now);
  const isOurs = real !== undefined && (scope === undefined || isWithin(cache, `${real}/`, scope, now));
  const names = isOurs ? namesIn(real) : undefined;
  lists.set(folder, { names, askedAt: now });
  return names;
}

function namesIn(real: string): readonly string[] | undefined {
  try {
    return readdirSync(real, { withFileTypes: true })
      .slice(0, MOST_NAMES)
      .flatMap((entry) => {
        if (entry.isDirectory()) return `${entry.name}/`;
        return entry.isFile() || (entry.isSymbolicLink() && /\.[ch]$/i.test(entry.name)) ? entry.name : [];
      })
      .sort((a, b) => (a < b ? -1 : 1));
  } catch {
    return undefined;
  }
}

function repositoryOf({ repositories, options }: DiskCache, folder: string): string | undefined {
  const { pathOf, trust } = options;
  const now = performance.now();
  const before = repositories.get(folder);
  if (before && now - before.askedAt < trust) return before.folder;
  if (repositories.size >= MOST_FOLDERS) repositories.clear();
  const found = ancestors(folder, MOST_CLIMBED).find((up) => isRepository(pathOf(up)));
  repositories.set(folder, { folder: found, askedAt: now });
  return found;
}

function forget(cache: DiskCache, addresses: readonly string[]): void {
  cache.folders.clear();
  cache.lists.clear();
  cache.repositories.clear();
  for (const address of addresses) drop(cache, address);
}

function drop(cache: DiskCache, address: string): void {
  cache.held -= cache.known.get(address)?.text?.length ?? 0;
  cache.known.delete(address);
}

/** A folder without links; undefined: it is not there, and neither is anything in it. */
function realFolder(cache: DiskCache, folder: string, now: number): string | undefined {
  const { folders, options } = cache;
  const before = folders.get(folder);
  if (before && now - before.askedAt < options.trust) return before.real;
  if (folders.size >= MOST_FOLDERS) folders.clear();
  const up = folderOf(folder);
  const hasUp = up === '' || up === folder || isTop(up) || realFolder(cache, up, now) !== undefined;
  const real = hasUp ? realOf(options.pathOf(folder)) : undefined;
  folders.set(folder, { real, askedAt: now });
  return real;
}

function isWithin(cache: DiskCache, real: string, { roots }: Scope, now: number): boolean {
  if (roots === undefined) return true;
  return roots.some((root) => {
    const base = realFolder(cache, root, now);
    return base !== undefined && isBelow(real, base);
  });
}

/** What is there: asked anew once the last answer is too old, read anew once it has changed. */
function fileAt(cache: DiskCache, address: string, now: number): Known {
  const { known, options } = cache;
  const before = known.get(address);
  if (before && now - before.askedAt < options.trust) return before;
  const folder = realFolder(cache, folderOf(address), now);
  const found = folder === undefined ? undefined : stampOf(folder, options.pathOf(address));
  if (before && before.stamp === (found?.stamp ?? '')) {
    before.askedAt = now;
    return before;
  }
  drop(cache, address);
  const text = found === undefined ? undefined : textOf(found.real);
  const length = text?.length ?? 0;
  if (cache.held + length > MOST_TEXT || known.size >= MOST_FILES) {
    known.clear();
    cache.held = 0;
  }
  cache.held += length;
  const entry: Known = { stamp: found?.stamp ?? '', real: found?.real ?? '', text, askedAt: now };
  known.set(address, entry);
  return entry;
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
