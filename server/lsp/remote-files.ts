/**
 * Headers where no file can be read: the client is asked. Checks read at once, clients answer later: a check that
 * missed a file goes on without it, and is done again when the file has come.
 */
import { admits } from '../../bpf/syntax/includes/reach.ts';
import { isShipped } from '../../bpf/syntax/includes/shipped.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';

/** Request to the client: `{ uri }`, answered by the file's text, or null. */
export const READ_FILE = 'bpfCpumask/readFile';

const MOST_ASKED = 600;
const MOST_FILES = 200;
/** UTF-16 units over all files. */
const MOST_TEXT = 8 * 1024 * 1024;
const AT_ONCE = 8;

export interface RemoteFilesHost {
  ask(uri: string): Promise<unknown>;
  arrived(uris: readonly string[]): void;
}

export interface RemoteFiles extends FileReader {
  /** Asks for what was missed since the last time. */
  fetchMissed(): void;
  forget(uris: readonly string[]): void;
}

export function createRemoteFiles(host: RemoteFilesHost): RemoteFiles {
  const known = new Map<string, string | undefined>();
  const missed = new Set<string>();
  let asked = 0;
  let files = 0;
  let held = 0;

  const fetchOne = async (uri: string): Promise<boolean> => {
    known.set(uri, undefined);
    if (asked >= MOST_ASKED || files >= MOST_FILES) return false;
    asked++;
    try {
      const text = await host.ask(uri);
      if (typeof text !== 'string' || held + text.length > MOST_TEXT) return false;
      files++;
      held += text.length;
      known.set(uri, text);
      return true;
    } catch {
      // A client that does not know the request is not asked again.
      asked = MOST_ASKED;
      return false;
    }
  };

  const fetchAll = async (uris: string[]) => {
    const found: string[] = [];
    const worker = async () => {
      for (let uri = uris.shift(); uri !== undefined; uri = uris.shift())
        if (await fetchOne(uri)) found.push(uri);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (found.length > 0) host.arrived(found);
  };

  return {
    read(uri, scope) {
      if (scope !== undefined && !admits(scope, uri)) return undefined;
      if (known.has(uri)) return known.get(uri);
      if (!isShipped(uri) && missed.size < MOST_ASKED) missed.add(uri);
      return undefined;
    },
    fetchMissed() {
      const uris = [...missed];
      missed.clear();
      if (uris.length > 0) void fetchAll(uris);
    },
    forget(uris) {
      for (const uri of uris) {
        const text = known.get(uri);
        if (text !== undefined) {
          files--;
          held -= text.length;
        }
        known.delete(uri);
      }
    },
  };
}
