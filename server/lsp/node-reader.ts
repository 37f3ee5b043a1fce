/**
 * Headers on disk, by `file:` URI. A file is looked at again only now and then, or when the client says so. A header that
 * is not there is asked for in fifty places: of a folder that is not there nothing is asked.
 */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FileReader } from '../../bpf/syntax/types.ts';

/** How long what the disk said holds without asking again. */
const TRUST_MS = 3_000;
const LARGEST = 4 * 1024 * 1024;
/** UTF-16 units kept over all files. */
const MOST_FOLDERS = 5_000;
const CACHE_LIMIT = 32 * 1024 * 1024;

interface Known {
  /** Size and time of change; '' for what is not there. */
  readonly stamp: string;
  readonly text: string | undefined;
  askedAt: number;
}

export interface NodeReader extends FileReader {
  forget(uris: readonly string[]): void;
}

export function createNodeReader(): NodeReader {
  const known = new Map<string, Known>();
  const folders = new Map<string, { readonly isThere: boolean; readonly askedAt: number }>();
  let held = 0;
  const drop = (uri: string) => {
    held -= known.get(uri)?.text?.length ?? 0;
    known.delete(uri);
  };
  const isThere = (folder: string, now: number): boolean => {
    if (isShort(folder)) return true;
    const before = folders.get(folder);
    if (before && now - before.askedAt < TRUST_MS) return before.isThere;
    if (folders.size >= MOST_FOLDERS) folders.clear();
    const found = isThere(folderOf(folder), now) && isFolder(localPath(folder));
    folders.set(folder, { isThere: found, askedAt: now });
    return found;
  };
  return {
    read(uri) {
      const before = known.get(uri);
      const now = performance.now();
      if (before && now - before.askedAt < TRUST_MS) return before.text;
      const path = isThere(folderOf(uri), now) ? localPath(uri) : undefined;
      const stamp = path === undefined ? '' : stampOf(path);
      if (before?.stamp === stamp) {
        before.askedAt = now;
        return before.text;
      }
      drop(uri);
      const text = path === undefined || stamp === '' ? undefined : readText(path);
      if (held + (text?.length ?? 0) > CACHE_LIMIT) for (const old of [...known.keys()]) drop(old);
      held += text?.length ?? 0;
      known.set(uri, { stamp, text, askedAt: now });
      return text;
    },
    forget(uris) {
      folders.clear();
      for (const uri of uris) drop(uri);
    },
  };
}

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}

/** `file:///folder`, `file:///c:/folder` or `file://server/share`: not asked for, and so the end of every climb. */
function isShort(folder: string): boolean {
  return folder.split('/', LONG_PARTS).length < LONG_PARTS;
}
const LONG_PARTS = 6;

function isFolder(path: string | undefined): boolean {
  return path !== undefined && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Other schemes (`untitled:`, `vscode-vfs:`) have no files here. */
function localPath(uri: string): string | undefined {
  if (!/^file:/i.test(uri)) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** '' for anything but a plain file of a size that a person wrote. */
function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() && stat.size <= LARGEST ? `${stat.size} ${stat.mtimeMs}` : '';
}

function readText(path: string): string | undefined {
  try {
    return new TextDecoder().decode(readFileSync(path));
  } catch {
    return undefined;
  }
}
