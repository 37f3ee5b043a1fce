/** Paths of workspaces: POSIX, Windows and URIs, without asking the platform. */

/** Length of the part that `..` cannot climb out of: `/`, `C:\`, `file:///`, `vscode-vfs://host/`, `\\server\share\`. */
function rootLength(path: string): number {
  const uri = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/]*\//.exec(path);
  if (uri !== null) return uri[0].length;
  const unc = /^[\\/]{2}[^\\/]+[\\/][^\\/]+[\\/]?/.exec(path);
  if (unc !== null) return unc[0].length;
  const drive = /^[A-Za-z]:[\\/]?/.exec(path);
  if (drive !== null) return drive[0].length;
  return /^[\\/]/.test(path) ? 1 : 0;
}

function lastSeparator(path: string): number {
  return Math.max(path.lastIndexOf('/'), isUri(path) ? -1 : path.lastIndexOf('\\'));
}

function isUri(path: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(path);
}

/** The folder of a file or folder; a root is its own folder. */
export function dirname(path: string): string {
  const root = rootLength(path);
  const cut = lastSeparator(path);
  if (cut < root) return path.slice(0, root) || '.';
  return path.slice(0, cut);
}

function separatorOf(folder: string): string {
  return !isUri(folder) && folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
}

export function basename(path: string): string {
  return path.slice(lastSeparator(path) + 1);
}

/** A file's name as a person knows it: nothing in it is encoded. */
export function fileName(path: string): string {
  const name = basename(path);
  if (!isUri(path)) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * `folder` and a relative path in one, `.` and `..` resolved; an absolute `relative` is returned as it is. In a URI what
 * comes from `relative` is encoded: `%2e%2e` and `a?b` are names there, as they are on a disk. No lone surrogates.
 */
export function join(folder: string, relative: string): string {
  if (rootLength(relative) > 0) return relative;
  const root = rootLength(folder);
  const separator = separatorOf(folder);
  const encode = isUri(folder) ? encodeURIComponent : (part: string) => part;
  const kept = folder.slice(root).split(/[\\/]/).filter(Boolean);
  const parts = kept.filter((part) => part !== '.');
  for (const part of relative.split(/[\\/]/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(encode(part));
    else if (parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else if (root === 0) parts.push('..');
  }
  const prefix = folder.slice(0, root);
  const gap = prefix === '' || /[\\/]$/.test(prefix) ? '' : separator;
  return prefix + gap + parts.join(separator);
}

/** `join` for many relative paths: what it does to the folder is done once. */
export function joiner(folder: string): (relative: string) => string {
  const base = join(folder, '');
  const separator = separatorOf(base);
  const prefix = /[\\/]$/.test(base) || base === '' ? base : base + separator;
  return (relative) =>
    PLAIN.test(relative) && separator === '/' ? prefix + relative : join(folder, relative);
}

/** Names with `/` between them: no `.` or `..` among them, nothing to encode, no root. */
const PLAIN = /^(?:(?!\.{1,2}(?:\/|$))[\w.~-]+(?:\/(?=.)|$))+$/;

/** `/name` below the root that the folder has: of the disk, the drive, the host. */
export function rooted(folder: string, name: string): string {
  return join(folder.slice(0, rootLength(folder)), name.replace(/^[\\/]+/, ''));
}

/** Whether a path is the folder or lies below it, as both are written. */
export function isWithin(path: string, folder: string): boolean {
  const base = folder.replace(/[\\/]+$/, '');
  return path.startsWith(base) && (path.length === base.length || /[\\/]/.test(path[base.length]!));
}

/** The folder itself and those above it, nearest first, at most `limit`. */
export function ancestors(folder: string, limit: number): string[] {
  const found: string[] = [];
  let at = folder;
  while (found.length < limit) {
    found.push(at);
    const up = dirname(at);
    if (up === at || up === '.') break;
    at = up;
  }
  return found;
}
