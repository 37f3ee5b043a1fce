/** Is this memory there, and may it be read or written? */

import type { At } from '../../bpf/flow/graph.ts';
import { RUN_TEXTS } from '../../bpf/kernel/run-texts.ts';
import { words } from '../../bpf/words/faults.ts';
import { sayReason } from '../../bpf/words/reasons.ts';
import { freeObj, newObj } from '../budget.ts';
import { fail, printed, refuseAt } from '../faults.ts';
import type { Frame, Machine } from './machine.ts';

import { type Obj, type ObjKind, plain } from './memory.ts';
import { processAccess } from './user/process.ts';
import { Ptr, UNPROTECTED, UNTRUSTED, type Value } from './values.ts';

/** The pointer, if `size` bytes behind it may be read (`write`: written); else the run ends. */
export function access(frame: Frame, at: At, value: Value | undefined, size: number, write: boolean): Ptr {
  if (frame.m.process !== undefined) return processAccess(frame, at, value, size, write);
  if (!(value instanceof Ptr)) return noPointer(frame, at, value, size, write);
  const { obj, off, ref } = value;
  if (ref !== undefined && !ref.live)
    refuseAt(
      frame,
      at,
      { id: 'use-after-release', what: 'access' },
      (refused) => words().accessedAfterRelease(ref.struct, refused),
      ref.history,
    );
  if (obj.unknown !== undefined)
    fail(frame, at, 'not-emulated', words().unknownContents(obj.name, sayReason(obj.unknown)));
  if (off < 0 || off + size > obj.size) return outside(frame, at, value, size, write);
  if (write && isReadOnly(obj)) refuseWrite(frame, at, obj);
  return value;
}

const READ_ONLY: ReadonlySet<ObjKind> = new Set<ObjKind>([
  'mask',
  'kernel-mask',
  'string',
  'function',
  'map',
]);

function isReadOnly(obj: Obj): boolean {
  return obj.readonly || READ_ONLY.has(obj.kind);
}

function refuseWrite(frame: Frame, at: At, obj: Obj): never {
  if (obj.kind === 'mask' || obj.kind === 'kernel-mask')
    refuseAt(frame, at, { id: 'write-to-mask', what: 'store' }, (refused) => words().maskWritten(refused));
  if (obj.kind === 'field' || obj.kind === 'kernel')
    refuseAt(frame, at, { id: 'write-to-mask', what: 'store' }, (refused) =>
      words().kernelWritten(obj.name, refused),
    );
  if (obj.kind === 'memory')
    refuseAt(frame, at, { id: 'read-only-memory', what: 'store' }, (refused) =>
      words().readOnlyWritten(obj.name, refused),
    );
  return fail(frame, at, 'out-of-bounds', words().readOnlyWritten(obj.name, printed(RUN_TEXTS.readOnlyMap)));
}

/** Addresses below this are NULL plus the offset of a field. */
const FIRST_PAGE = 4096;

function noPointer(
  frame: Frame,
  at: At,
  value: Exclude<Value, Ptr> | undefined,
  size: number,
  write: boolean,
): Ptr {
  if (value === undefined)
    return refuseAt(frame, at, { id: 'uninitialised-pointer', what: 'use' }, (refused) =>
      words().pointerWithoutValue(refused),
    );
  const isNull = typeof value === 'number' && value >= 0 && value < FIRST_PAGE;
  if (isNull)
    return refuseAt(
      frame,
      at,
      { id: 'possibly-null-dereference', what: 'access', data: { type: '' } },
      // What it would have pointed to is not known of a NULL, and that is what the verifier prints: nothing is quoted.
      () => words().nullAccessed(value, size, write),
    );
  return fail(
    frame,
    at,
    'out-of-bounds',
    words().numberAccessed(String(value), size, write, printed(RUN_TEXTS.scalar)),
  );
}

function outside(frame: Frame, at: At, ptr: Ptr, size: number, write: boolean): Ptr {
  const { obj, off } = ptr;
  // Kernel memory that is only looked at through an untrusted pointer: a bad read gives zeroes (PROBE_MEM).
  if (
    !write &&
    (obj.kind === 'kernel' || obj.kind === 'field' || ptr.gen === UNTRUSTED || ptr.gen === UNPROTECTED)
  )
    return plain(zeroes(frame.m, obj.name, size));
  return fail(
    frame,
    at,
    'out-of-bounds',
    words().accessedOutside(size, off, obj.name, write, obj.size, printed(refusal(obj))),
  );
}

/** Memory that is read once and not held. */
function zeroes(m: Machine, name: string, size: number): Obj {
  const obj = newObj(m, 'memory', name, size);
  freeObj(m, obj);
  return obj;
}

function refusal(obj: Obj): string {
  if (obj.kind === 'stack') return RUN_TEXTS.stack;
  if (obj.kind === 'value' || obj.kind === 'global') return RUN_TEXTS.value;
  return obj.kind === 'mask' || obj.kind === 'kernel-mask' ? RUN_TEXTS.mask : RUN_TEXTS.memory;
}
