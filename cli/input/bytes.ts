/** What a command line names, read within bounds: a file, a pipe, standard input. */

import { closeSync, fstatSync, openSync, readSync, statfsSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Bytes,
  isMadeUp,
  OPEN_FLAGS,
  readFileBytes,
  reasonOf,
  tooLarge,
} from '../../bpf/syntax/includes/node-bytes.ts';
import { words } from '../../bpf/words/common.ts';

/** No BPF C is larger; a vmlinux.h is about 5 MB. */
export const SIZE_LIMIT = 32 * 1024 * 1024;

const CHUNK = 64 * 1024;
/** A pipe is asked again so often while it has nothing to give, */
const POLL_MS = 20;
/** and for so long: without a writer, and with one that says nothing. */
const PATIENCE = { unopened: 2_000, silent: 10_000 };
/** Of pipes without a name (include/uapi/linux/magic.h): their writer was there before them. */
const PIPEFS_MAGIC = 0x50495045;

/** A regular file or a pipe (`check <(generator)`), whole. */
export async function readNamed(path: string, limit: number, patience = PATIENCE): Promise<Bytes> {
  try {
    if (statSync(path).isFIFO()) return await readPipe(path, limit, patience);
  } catch (error) {
    return failed(reasonOf(error));
  }
  return readFileBytes(path, limit);
}

/** Waits for what is written, not for ever: a pipe that nobody writes to is an answer too. */
async function readPipe(path: string, limit: number, patience: typeof PATIENCE): Promise<Bytes> {
  const fd = openSync(path, OPEN_FLAGS);
  try {
    if (!fstatSync(fd).isFIFO()) return failed(words().changedMeanwhile);
    const chunks: Uint8Array[] = [];
    let total = 0;
    let hasWriter = hasNoName(path);
    for (let waited = 0; ; ) {
      const chunk = readSome(fd);
      if (chunk?.length === 0 && hasWriter) return { kind: 'bytes', bytes: Buffer.concat(chunks, total) };
      if (chunk && chunk.length > 0) {
        total += chunk.length;
        if (total > limit) return failed(tooLarge(limit));
        chunks.push(chunk);
      }
      hasWriter ||= chunk?.length !== 0;
      waited = chunk && chunk.length > 0 ? 0 : waited + POLL_MS;
      if (waited > (hasWriter ? patience.silent : patience.unopened))
        return failed(hasWriter ? words().silentPipe : words().pipeWithoutWriter);
      if (waited > 0) await pause(POLL_MS);
    }
  } finally {
    closeSync(fd);
  }
}

/** undefined: nothing yet; no bytes: nobody writes any more, or yet. */
function readSome(fd: number): Uint8Array | undefined {
  const chunk = new Uint8Array(CHUNK);
  try {
    return chunk.subarray(0, readSync(fd, chunk, 0, CHUNK, null));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}

function hasNoName(path: string): boolean {
  return statfsSync(path).type === PIPEFS_MAGIC;
}

/** Standard input, whole; a directory as such makes Node throw while it opens the stream, before any error event. */
export async function readStdinBytes(limit: number): Promise<Bytes> {
  try {
    const stat = fstatSync(0);
    if (stat.isDirectory()) return failed(words().isDirectory);
    if (stat.isFile() && process.platform !== 'win32' && isMadeUp(stat.dev, '/dev/stdin'))
      return failed(words().isMadeUp);
    return await readStreamBytes(process.stdin, limit);
  } catch {
    return failed(words().cannotBeRead);
  }
}

/** A stream to its end. */
async function readStreamBytes(stream: AsyncIterable<unknown>, limit: number): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const chunk of stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
      total += bytes.length;
      if (total > limit) return failed(tooLarge(limit));
      chunks.push(bytes);
    }
  } catch (error) {
    return failed(reasonOf(error));
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks, total) };
}

function failed(reason: string): Bytes {
  return { kind: 'failed', reason };
}
