/** The files that a run has asked for, within limits. */
import type { Reach } from '../../bpf/syntax/includes/reach.ts';

/** The text at an address within that reach; null: there is none, or it may not be read. */
export type ReadFile = (address: string, reach: Reach) => Promise<string | null>;

/** Addresses that are looked at, files that are sent, and UTF-16 units in all of them: what a language server takes. */
export const MOST_ASKED = 600;
export const MOST_FILES = 200;
export const MOST_TEXT = 8 * 1024 * 1024;

/** `files` and those at `paths`; what is beyond a limit counts as not there. */
export async function requestedFiles(
  files: Readonly<Record<string, string | null>>,
  paths: readonly string[],
  read: (address: string) => Promise<string | null>,
): Promise<Record<string, string | null>> {
  const known = new Map(Object.entries(files));
  const wanted = [...new Set(paths)].filter((path) => !known.has(path));
  const room = Math.max(0, MOST_ASKED - known.size);
  const texts = await Promise.all(
    wanted.map(async (path, index) => (index < room ? read(path).catch(() => null) : null)),
  );
  const held = [...known.values()].filter((text) => text !== null);
  let count = held.length;
  let length = held.reduce((sum, text) => sum + text.length, 0);
  for (const [index, path] of wanted.entries()) {
    const text = texts[index] ?? null;
    const fits = text !== null && count < MOST_FILES && length + text.length <= MOST_TEXT;
    known.set(path, fits ? text : null);
    if (!fits) continue;
    count++;
    length += text.length;
  }
  return Object.fromEntries(known);
}
