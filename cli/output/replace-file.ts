/**
 * A file's content is replaced as a whole or not at all: written beside it, on disk before it takes the name.
 *
 *      what was read is still there ─▶ .bpf-cpumask-*.tmp, written, with the file's owner and mode ─▶ fsync ─▶ rename
 */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { NO_LINK, readFileBytes, reasonOf } from '../../bpf/syntax/includes/node-bytes.ts';
import { words } from '../../bpf/words/common.ts';
import { isBelow } from '../input/files.ts';

/** Permissions, with set-user-id and the like. */
const MODE = 0o7777;
const WRITABLE = 0o222;

export interface Replacement {
  readonly path: string;
  /** What was read, and what is to be there instead. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Folder that the file must lie in. */
  readonly within?: string;
}

/** Of a link, the file that it leads to. Returns why nothing was written, if so; then the file is as it was. */
export function replaceFile({ path, before, after, within }: Replacement): string | undefined {
  try {
    const real = realpathSync.native(path);
    if (within !== undefined && !isBelow(real, realpathSync.native(within))) return words().linkLeadsOut;
    const stat = statSync(real);
    const objection = objectionTo(real, stat, before);
    if (objection !== undefined) return objection;
    writeBeside(real, stat, after);
    syncFolder(dirname(real));
    return undefined;
  } catch (error) {
    return reasonOf(error, words().cannotBeWritten);
  }
}

function objectionTo(real: string, stat: Stats, before: Uint8Array): string | undefined {
  if (!stat.isFile()) return words().notRegular;
  // The owner of the machine may write what says that it is not to be written.
  if ((stat.mode & WRITABLE) === 0) return words().isReadOnly;
  accessSync(real, constants.W_OK);
  const now = readFileBytes(real, Math.max(1, before.length), NO_LINK);
  const isSame = now.kind === 'bytes' && Buffer.compare(now.bytes, before) === 0;
  return isSame ? undefined : words().changedSinceRead;
}

function writeBeside(real: string, stat: Stats, after: Uint8Array): void {
  const beside = join(dirname(real), `.bpf-cpumask-${randomBytes(6).toString('hex')}.tmp`);
  const fd = openSync(beside, 'wx', 0o600);
  let isOpen = true;
  try {
    for (let done = 0; done < after.length; ) done += writeSync(fd, after, done);
    keepOwner(fd, stat);
    fchmodSync(fd, stat.mode & MODE);
    fsyncSync(fd);
    closeSync(fd);
    isOpen = false;
    renameSync(beside, real);
  } catch (error) {
    if (isOpen) closeSync(fd);
    unlinkSync(beside);
    throw error;
  }
}

/** Before the mode, since a new owner takes set-user-id away. Who may not give files away keeps them. */
function keepOwner(fd: number, { uid, gid }: Stats): void {
  const own = fstatSync(fd);
  if (own.uid === uid && own.gid === gid) return;
  for (const owner of [uid, own.uid]) {
    try {
      return fchownSync(fd, owner, gid);
    } catch {
      // The next one asks for less.
    }
  }
}

/** The new name is on disk too. Not every system opens folders. */
function syncFolder(folder: string): void {
  let fd: number | undefined;
  try {
    fd = openSync(folder, constants.O_RDONLY);
    fsyncSync(fd);
  } catch {
    // The file itself is whole either way.
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
