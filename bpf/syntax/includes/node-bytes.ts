/**
 * The one place where files are read in Node: regular files of a disk, up to a size, and never by waiting. What a source
 * includes may be a pipe, a device, or one of the files that a kernel makes up while they are read (`/proc/kmsg`,
 * `/proc/self/pagemap`): they say that they are regular and empty, and hang, or go on for gigabytes.
 */

import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  type Stats,
  statfsSync,
  statSync,
} from 'node:fs';
import { words } from '../../words/common.ts';

export type Bytes =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly reason: string };

export type Text =
  /** `lossy`: some bytes were not UTF-8 and stand as U+FFFD. */
  | { readonly kind: 'text'; readonly text: string; readonly lossy: boolean }
  | { readonly kind: 'failed'; readonly reason: string };

const CHUNK = 64 * 1024;

/** An exception of `node:fs` in a few words. */
export function reasonOf(error: unknown, otherwise = words().cannotBeRead): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === undefined) return otherwise;
  const known = words().errno;
  return Object.hasOwn(known, code) ? known[code as keyof typeof known] : words().otherError(otherwise, code);
}

/** Opening a pipe or a terminal does not wait; there are no such flags on Windows. */
export const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** For a path without links: one that has come since is not followed. */
export const NO_LINK = constants.O_NOFOLLOW ?? 0;

/** A regular file, whole; `limit` in bytes. */
export function readFileBytes(path: string, limit: number, flags = 0): Bytes {
  let fd: number | undefined;
  try {
    // Looked at before it is opened, since opening some devices does something; and again when no other can take its place.
    const before = objection(statSync(path), path, limit);
    if (before !== undefined) return failed(before);
    fd = openSync(path, OPEN_FLAGS | flags);
    const stat = fstatSync(fd);
    const reason = objection(stat, path, limit);
    return reason === undefined ? readAll(fd, limit, stat.size) : failed(reason);
  } catch (error) {
    return failed(reasonOf(error));
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Why this is not read; undefined: it may be. */
export function objection(stat: Stats, path: string, limit: number): string | undefined {
  if (stat.isDirectory()) return words().isDirectory;
  if (!stat.isFile()) return words().notRegular;
  if (isMadeUp(stat.dev, path)) return words().isMadeUp;
  return stat.size > limit ? tooLarge(limit) : undefined;
}

/** `size` is a hint only: a file may grow meanwhile. Reads one byte more than `limit` at most. */
function readAll(fd: number, limit: number, size: number): Bytes {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const wanted = size > total ? size - total + 1 : CHUNK;
    const chunk = new Uint8Array(Math.min(wanted, limit - total + 1));
    const count = readSync(fd, chunk, 0, chunk.length, null);
    if (count === 0) return { kind: 'bytes', bytes: Buffer.concat(chunks, total) };
    total += count;
    if (total > limit) return failed(tooLarge(limit));
    chunks.push(chunk.subarray(0, count));
  }
}

/** Magic numbers (include/uapi/linux/magic.h) of file systems in which a kernel answers, and no disk. */
const MADE_UP: ReadonlySet<number> = new Set([
  0x9fa0, // proc
  0x62656572, // sysfs
  0x64626720, // debugfs
  0x74726163, // tracefs
  0x73636673, // securityfs
  0x27e0eb, // cgroup
  0x63677270, // cgroup2
  0x62656570, // configfs
  0x6165676c, // pstore
  0xde5e81e4, // efivarfs
  0xf97cff8c, // selinuxfs
  0x43415d53, // smackfs
  0xcafe4a11, // bpf
  0x42494e4d, // binfmt_misc
  0x65735543, // fusectl
  0x19800202, // mqueue
  0x6e736673, // nsfs
  0x1cd1, // devpts
]);

/** By device number: one question for each file system. */
const madeUp = new Map<number, boolean>();
const MOST_DEVICES = 1_000;

/** Whether a kernel answers there in place of a disk; `path` leads to the device `dev`. */
export function isMadeUp(dev: number, path: string): boolean {
  const known = madeUp.get(dev);
  if (known !== undefined) return known;
  if (madeUp.size >= MOST_DEVICES) madeUp.clear();
  const found = MADE_UP.has(statfsSync(path).type >>> 0);
  madeUp.set(dev, found);
  return found;
}

/**
 * UTF-8 to text, as an editor would open it: a byte order mark is dropped, so columns are the editor's. Comments in
 * Latin-1 are common in old C and change no verdict, so stray bytes are replaced; NUL bytes mean that it is not C.
 */
export function decode(bytes: Uint8Array): Text {
  if (isUtf16(bytes)) return failed(words().isUtf16);
  if (bytes.includes(0)) return failed(words().isBinary);
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), lossy: false };
  } catch {
    return { kind: 'text', text: new TextDecoder('utf-8').decode(bytes), lossy: true };
  }
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

export function tooLarge(limit: number): string {
  return words().tooLarge(Math.round(limit / 1024 / 1024));
}

function failed(reason: string): { kind: 'failed'; reason: string } {
  return { kind: 'failed', reason };
}
