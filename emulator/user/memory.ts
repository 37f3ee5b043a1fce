/** Memory and texts of a process, as library functions reach them: each access is one that may kill the process. */

import type { At } from '../../bpf/flow/graph.ts';
import { words } from '../../bpf/words/process.ts';
import { charge, freeObj, newObj, stepsOf } from '../budget.ts';
import { fail } from '../faults.ts';
import type { Frame } from '../machine/machine.ts';
import { bytesText, copyBytes, type Obj } from '../machine/memory.ts';
import { objectAt, processAccess } from '../machine/user/process.ts';
import { Ptr, pointTo, toLength, type Value } from '../machine/values.ts';

/** A character is looked at as long as so many bytes that are only copied. */
const CHARACTER_COST = 16;

/** The bytes of a text up to its terminator, or so many; the process dies when there is no end to it. */
export function textAt(frame: Frame, at: At, value: Value, most = Number.POSITIVE_INFINITY): string {
  if (most <= 0) return '';
  const { obj, off } = processAccess(frame, at, value, 1, false);
  const found = obj.bytes.subarray(off, Math.min(obj.size, off + most));
  const zero = found.indexOf(0);
  const length = zero < 0 ? found.length : zero;
  charge(frame, at, stepsOf(CHARACTER_COST * length));
  if (zero < 0 && length < most)
    fail(frame, at, 'crash', words().accessedOutside(1, obj.size, obj.name, false, obj.size));
  return bytesText(found.subarray(0, length));
}

export const lengthOf = (value: Value): number => toLength(value);

/** Memory that may be read or written. */
export function memoryAt(frame: Frame, at: At, value: Value, size: number, write: boolean): Ptr {
  charge(frame, at, stepsOf(Math.min(size, Number.MAX_SAFE_INTEGER)));
  return processAccess(frame, at, value, size, write);
}

export function bytesAt(frame: Frame, at: At, value: Value, size: number): Uint8Array {
  if (size === 0) return new Uint8Array(0);
  const { obj, off } = memoryAt(frame, at, value, size, false);
  return obj.bytes.subarray(off, off + size);
}

/** Writes a text, with its terminator if asked for. */
export function putText(frame: Frame, at: At, value: Value, text: string, isTerminated = true): void {
  const size = text.length + (isTerminated ? 1 : 0);
  if (size === 0) return;
  const { obj, off } = memoryAt(frame, at, value, size, true);
  const bytes = new Uint8Array(size);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  putBytes(obj, off, bytes);
}

/** Bytes in the place of what was there, pointers too. */
export function putBytes(obj: Obj, off: number, bytes: Uint8Array): void {
  const from = { bytes, ptrs: undefined } as Pick<Obj, 'bytes' | 'ptrs'> as Obj;
  copyBytes(obj, off, from, 0, bytes.length);
}

/** New memory of the heap. What malloc() leaves in it is not defined; here it is 0xa5, so that nobody counts on 0. */
export function allocate(frame: Frame, size: number, fill: number, name: string): Ptr {
  const { m } = frame;
  const obj = newObj(m, 'memory', name, size);
  if (fill !== 0) obj.bytes.fill(fill, 0, size);
  m.process?.heap.add(obj);
  return pointTo(obj);
}

export function release(frame: Frame, obj: Obj): void {
  frame.m.process?.heap.delete(obj);
  freeObj(frame.m, obj);
}

/** The object that a value points to. */
export const pointerOf = (frame: Frame, value: Value): Ptr | undefined =>
  value instanceof Ptr ? value : objectAt(frame.m, value);
