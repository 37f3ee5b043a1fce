/** What a document may include: its repository, else the workspace's folder, else its own; and what the settings name. */
import { dirname, isWithin, join, rooted } from '../paths.ts';
import type { Reach } from './reach.ts';

export interface ScopeHost {
  /** Addresses of the workspace's folders. */
  readonly folders: readonly string[];
  repositoryOf(folder: string): string | undefined;
}

/** The reach of the document at that address; one that has no file yet includes from `includePaths` only. */
export function reachOf(host: ScopeHost, uri: string, includePaths: readonly string[]): Reach {
  const isPlaced = /^[A-Za-z][\w+.-]*:\/\//.test(uri);
  const workspace = folderOf(host, uri) ?? (isPlaced ? undefined : host.folders[0]);
  const own = isPlaced ? dirname(uri) : undefined;
  const root = own === undefined ? undefined : (host.repositoryOf(own) ?? workspace ?? own);
  return { root, paths: addressesOf(host, uri, includePaths) };
}

/** Paths of a document's settings as addresses: relative ones belong to the workspace's folder. */
export function addressesOf(host: ScopeHost, uri: string, paths: readonly string[]): readonly string[] {
  const isPlaced = /^[A-Za-z][\w+.-]*:\/\//.test(uri);
  const base = folderOf(host, uri) ?? (isPlaced ? dirname(uri) : host.folders[0]);
  return base === undefined ? [] : paths.map((path) => addressOf(base, path));
}

/** The innermost of the workspace's folders that the document lies in. */
function folderOf({ folders }: ScopeHost, uri: string): string | undefined {
  const holding = folders.map(trimmed).filter((folder) => isWithin(uri, folder));
  return holding.sort((a, b) => b.length - a.length)[0];
}

/** A folder of a setting as an address: relative ones belong to `base`. */
function addressOf(base: string, path: string): string {
  const inside = path.trim().replace(/^\$\{workspaceFolder\}[\\/]?/, './');
  const drive = /^([A-Za-z]):[\\/]/.exec(inside);
  // As editors write it.
  if (drive) return trimmed(join(`${rooted(base, '/')}${drive[1]!.toLowerCase()}%3A`, inside.slice(3)));
  return trimmed(/^[\\/]/.test(inside) ? rooted(base, inside) : join(base, inside));
}

function trimmed(folder: string): string {
  return folder.replace(/([^/:])\/+$/, '$1');
}
