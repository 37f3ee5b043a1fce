/** Bytes to text, bounded: what is too big, not a file or not text is an answer, never an exception. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';

export type Bytes =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly reason: string };

export type Text =
  /** `lossy`: some bytes were not UTF-8 and stand as U+FFFD. */
  | { readonly kind: 'text'; readonly text: string; readonly lossy: boolean }
  | { readonly kind: 'failed'; readonly reason: string };

/** No BPF C is larger; a vmlinux.h is about 5 MB. */
export const SIZE_LIMIT = 32 * 1024 * 1024;

const CHUNK = 256 * 1024;

const ERRNO: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'name too long',
  EMFILE: 'too many open files',
  ENXIO: 'cannot be opened',
};

/** An exception of `node:fs` in a few words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === undefined) return 'cannot be read';
  return ERRNO[code] ?? `cannot be read (${code})`;
}

/** A file or a pipe, whole. `plainOnly` refuses pipes too: an `#include` must not wait for somebody to write. */
export function readFileBytes(path: string, limit: number, plainOnly = false): Bytes {
  let fd: number | undefined;
  try {
    // Before it is opened: opening a pipe waits for a writer, opening a device may do anything.
    const stat = statSync(path);
    if (stat.isDirectory()) return failed('is a directory');
    if (!stat.isFile() && (plainOnly || !stat.isFIFO())) return failed('is not a regular file');
    if (stat.size > limit) return tooLarge(limit);
    fd = openSync(path, 'r');
    return readAll(fd, limit, stat.size);
  } catch (error) {
    return failed(reasonOf(error));
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** `size` is a hint only: a pipe has none, and a file may grow meanwhile. */
function readAll(fd: number, limit: number, size: number): Bytes {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const chunk = new Uint8Array(Math.max(CHUNK, size - total + 1));
    const count = readSync(fd, chunk, 0, chunk.length, null);
    if (count === 0) return { kind: 'bytes', bytes: Buffer.concat(chunks, total) };
    total += count;
    if (total > limit) return tooLarge(limit);
    chunks.push(chunk.subarray(0, count));
  }
}

/** A stream to its end. */
export async function readStreamBytes(stream: AsyncIterable<unknown>, limit: number): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const chunk of stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
      total += bytes.length;
      if (total > limit) return tooLarge(limit);
      chunks.push(bytes);
    }
  } catch (error) {
    return failed(reasonOf(error));
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks, total) };
}

/**
 * UTF-8 to text, as an editor would open it: a byte order mark is dropped, so columns are the editor's. Comments in
 * Latin-1 are common in old C and change no verdict, so stray bytes are replaced; NUL bytes mean that it is not C.
 */
export function decode(bytes: Uint8Array): Text {
  if (isUtf16(bytes)) return failed('is UTF-16 text; save it as UTF-8');
  if (bytes.includes(0)) return failed('is a binary file, not C source');
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), lossy: false };
  } catch {
    return { kind: 'text', text: new TextDecoder('utf-8').decode(bytes), lossy: true };
  }
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function tooLarge(limit: number): Bytes {
  return failed(`is larger than ${Math.round(limit / 1024 / 1024)} MB`);
}

function failed(reason: string): { kind: 'failed'; reason: string } {
  return { kind: 'failed', reason };
}
