/** Headers on disk, by `file:` URI. A file is looked at again only now and then, or when the client says so. */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FileReader } from '../../bpf/syntax/types.ts';

/** How long what the disk said holds without asking again. */
const TRUST_MS = 3_000;
const LARGEST = 4 * 1024 * 1024;
/** UTF-16 units kept over all files. */
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
  let held = 0;
  const drop = (uri: string) => {
    held -= known.get(uri)?.text?.length ?? 0;
    known.delete(uri);
  };
  return {
    read(uri) {
      const before = known.get(uri);
      const now = performance.now();
      if (before && now - before.askedAt < TRUST_MS) return before.text;
      const path = localPath(uri);
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
      for (const uri of uris) drop(uri);
    },
  };
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
