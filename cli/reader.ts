/** Reading sources and what they include, each file once a process. */
import { fileURLToPath } from 'node:url';
import type { FileReader } from '../bpf/syntax/types.ts';
import type { Text } from './bytes.ts';
import { decode, readFileBytes, SIZE_LIMIT } from './bytes.ts';
import type { Input } from './files.ts';
import { portable } from './files.ts';
import type { Terminal } from './terminal.ts';

/** UTF-16 units kept in memory over all files; what comes after is read again when it is asked for again. */
const CACHE_LIMIT = 64 * 1024 * 1024;

export interface Sources {
  /** A file named on the command line. */
  load(input: Input): Promise<Text>;
  readonly reader: FileReader;
}

export function createSources(terminal: Terminal): Sources {
  const cache = new Map<string, Text>();
  let held = 0;
  const remember = (path: string, text: Text): Text => {
    const size = text.kind === 'text' ? text.text.length : 0;
    if (held + size > CACHE_LIMIT) return text;
    held += size;
    cache.set(path, text);
    return text;
  };
  const read = (path: string, plainOnly: boolean): Text => {
    const known = cache.get(path);
    if (known) return known;
    const bytes = readFileBytes(path, SIZE_LIMIT, plainOnly);
    return remember(path, bytes.kind === 'bytes' ? decode(bytes.bytes) : bytes);
  };
  return {
    load: async (input) => (input.stdin ? loadStdin(terminal) : read(input.path, false)),
    reader: {
      read: (path) => {
        const local = localPath(path);
        const text = local === undefined ? undefined : read(local, true);
        return text?.kind === 'text' ? text.text : undefined;
      },
    },
  };
}

async function loadStdin(terminal: Terminal): Promise<Text> {
  const bytes = await terminal.readStdin(SIZE_LIMIT);
  return bytes.kind === 'bytes' ? decode(bytes.bytes) : bytes;
}

/** The interface speaks of paths or URIs; only local files are read here. */
function localPath(path: string): string | undefined {
  if (!path.startsWith('file:')) return path;
  try {
    return portable(fileURLToPath(path));
  } catch {
    return undefined;
  }
}
