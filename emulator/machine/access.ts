/** Is this memory there, and may it be read or written? */

import type { At } from '../../bpf/flow/graph.ts';
import { freeObj, newObj } from '../budget.ts';
import { fail } from '../faults.ts';
import type { Frame, Machine } from './machine.ts';

import { type Obj, type ObjKind, plain } from './memory.ts';
import { Ptr, UNPROTECTED, UNTRUSTED, type Value } from './values.ts';

/** The pointer, if `size` bytes behind it may be read (`write`: written); else the run ends. */
export function access(frame: Frame, at: At, value: Value | undefined, size: number, write: boolean): Ptr {
  if (!(value instanceof Ptr)) return noPointer(frame, at, value, size, write);
  const { obj, off, ref } = value;
  if (ref !== undefined && !ref.live)
    fail(
      frame,
      at,
      'use-after-release',
      `Memory of struct ${ref.struct} is accessed after its reference was given away. The verifier refuses it ("invalid mem access 'scalar'").`,
      ref.history,
    );
  if (obj.unknown !== undefined)
    fail(
      frame,
      at,
      'not-emulated',
      `The contents of '${obj.name}' are not known to the emulator: ${obj.unknown}.`,
    );
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
    fail(
      frame,
      at,
      'write-to-mask',
      'A mask is written through its pointer. The verifier allows only kfuncs to change it ("only read is supported").',
    );
  if (obj.kind === 'field' || obj.kind === 'kernel')
    fail(
      frame,
      at,
      'write-to-mask',
      `'${obj.name}' of the kernel is written. The verifier refuses it ("only read is supported").`,
    );
  return fail(
    frame,
    at,
    'out-of-bounds',
    `'${obj.name}' is read-only. The verifier refuses the write ("write into map forbidden").`,
  );
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
    return fail(
      frame,
      at,
      'uninitialised-pointer',
      'A pointer is used before it has a value. The verifier refuses it ("R1 !read_ok").',
    );
  const isNull = typeof value === 'number' && value >= 0 && value < FIRST_PAGE;
  const access = `${write ? 'written' : 'read'} (${size} ${size === 1 ? 'byte' : 'bytes'})`;
  if (isNull)
    return fail(
      frame,
      at,
      'possibly-null-dereference',
      `NULL is dereferenced: memory at ${value} is ${access}. The verifier refuses a pointer that was not tested ("invalid mem access '…_or_null'").`,
    );
  return fail(
    frame,
    at,
    'out-of-bounds',
    `The number ${value} is used as a pointer, memory is ${access}. The verifier refuses it ("invalid mem access 'scalar'").`,
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
  const name = obj.name === '' ? 'memory' : `'${obj.name}'`;
  return fail(
    frame,
    at,
    'out-of-bounds',
    `${size} ${size === 1 ? 'byte' : 'bytes'} at offset ${off} of ${name} are ${write ? 'written' : 'read'}, which has ${obj.size}. The verifier refuses it ("${refusal(obj)}").`,
  );
}

/** Memory that is read once and not held. */
function zeroes(m: Machine, name: string, size: number): Obj {
  const obj = newObj(m, 'memory', name, size);
  freeObj(m, obj);
  return obj;
}

function refusal(obj: Obj): string {
  if (obj.kind === 'stack') return 'invalid access to stack';
  if (obj.kind === 'value' || obj.kind === 'global') return 'invalid access to map value';
  return obj.kind === 'mask' || obj.kind === 'kernel-mask'
    ? 'access beyond struct cpumask'
    : 'invalid access to memory';
}
