/** Stores: what the kernel refuses, what the compiler reads back, what aliases. */

import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { BitField } from '../../../bpf/flow/graph.ts';
import { isLiteralNull } from '../compiler/known-null.ts';
import { isBeyondCall, isForgotten } from '../compiler/out-of-line.ts';
import { dropCells, keepZeroes, letGo, setCell } from '../domain/cells.ts';
import { nullness } from '../domain/numbers.ts';
import { type Cell, type Cells, forgetLoads, refOf, type State } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { contentType, hasSlot, sizeOf } from '../domain/type-sizes.ts';
import {
  anything,
  constant,
  isAllocated,
  type Obj,
  type Ptr,
  unknown,
  type Value,
} from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { report } from '../engine/faults.ts';
import { overwriteDynptrs } from '../kernel/dynptrs.ts';
import { declaredType } from '../kernel/fields.ts';
import { accessible, isScalar, type Place, refusedNarrow, refuseScalar, slotIn } from './loads.ts';

export function store(
  cx: Context,
  state: State,
  place: Place,
  ptr: Value,
  value: Value,
  type: CType,
  bits?: BitField,
): void {
  if (isLiteralNull(ptr)) state.dead = true;
  if (isScalar(cx, ptr)) return refuseScalar(cx, state, place);
  if (ptr.k !== 'ptr' || ptr.obj.o === 'unknown') {
    if (ptr.k !== 'num') {
      letGo(state, value);
      forgetLoads(state);
    }
    return;
  }
  if (!accessible(cx, state, place, ptr)) return;
  const obj = ptr.obj;
  noteStored(state, place, value, obj);
  if (obj.o === 'stack') {
    overwriteDynptrs(cx, state, place, ptr, bits ? 1 : sizeOf(type));
    const isLost = value.k === 'num' && isForgotten(obj, ptr.off) && isBeyondCall(cx, state, obj);
    const kept = isLost && !(value.lo === 0 && value.hi === 0) ? unknown(type) : value;
    return storeStack(state, obj.key, ptr.off, kept, bits ? bits.width / 8 : sizeOf(type));
  }
  if (isThere(state, ptr, value)) return;
  if (refusedStore(cx, state, place, ptr, obj, declaredType(cx, ptr, type))) return letGo(state, value);
  if (obj.o === 'global' || obj.o === 'value' || obj.o === 'mem') {
    forgetAliases(state, obj);
    if (ptr.off === undefined || bits) dropCells(state, 'cache', obj.key);
    else setCell(state, 'cache', obj.key, ptr.off, { value: readBack(value, type), size: sizeOf(type) });
    return;
  }
  if (obj.o === 'kernel') dropCells(state, 'cache', obj.key);
}

/**
 * Read back before any call, the compiler gives the very value that was stored; only behind a call (`forgetLoads`) has a
 * pointer become a number.
 */
function readBack(value: Value, type: CType): Value {
  return value.k === 'ptr' && sizeOf(type) !== 8 ? anything(type) : value;
}

/** clang drops a store of what this path loaded from there, and of NULL where it found NULL. */
function isThere(state: State, { obj, off }: Ptr, value: Value): boolean {
  if (off === undefined || (obj.o !== 'global' && obj.o !== 'value' && obj.o !== 'mem')) return false;
  const there = state.cache.get(obj.key)?.get(off)?.value;
  if (there?.k !== 'ptr' || there.nid === 0) return false;
  if (isLiteralNull(value)) return nullness(state, there.nid) === true;
  return value.k === 'ptr' && value.nid === there.nid && value.off === there.off;
}

function noteStored(state: State, place: Place, value: Value, obj: Obj): void {
  const ref = refOf(value);
  if (ref && state.refs.has(ref) && obj.o !== 'stack') {
    state.trace = push(state.trace, place.graph, place.at, { kind: 'stored', ref, where: obj.o });
  }
}

function refusedStore(cx: Context, state: State, place: Place, ptr: Ptr, obj: Obj, type: CType): boolean {
  if (
    type.k === 'ptr' &&
    (type.tag === 'kptr' || type.tag === 'percpu_kptr') &&
    (obj.o === 'global' || obj.o === 'value' || obj.o === 'mem' || isAllocated(obj))
  ) {
    report(cx, state, {
      id: 'kptr-direct-store',
      what: obj.o === 'mem' || obj.o === 'kernel' ? 'object' : 'store',
      ...place,
    });
    return true;
  }
  const isMemory = obj.o === 'global' || obj.o === 'value';
  if (isMemory && type.k === 'int' && refusedNarrow(cx, state, place, ptr, type.size)) return true;
  if (
    obj.o === 'kernel' &&
    (obj.struct === 'bpf_cpumask' || obj.struct === 'cpumask' || ptr.view === 'cpumask')
  ) {
    report(cx, state, { id: 'write-to-mask', what: 'store', ...place });
    return true;
  }
  return false;
}

/** Two lookups may return the same element. */
function forgetAliases(state: State, obj: Obj): void {
  if (obj.o !== 'value') return;
  const doubtful = [...state.cache.keys()].filter(
    (key) => key.startsWith(`v:${obj.map}:`) && key !== obj.key,
  );
  for (const key of doubtful) dropCells(state, 'cache', key);
}

function storeStack(state: State, key: string, off: number | undefined, value: Value, size: number): void {
  if (off === undefined) {
    dropCells(state, 'stack', key);
    return;
  }
  setCell(state, 'stack', key, off, { value, size });
}

/** Key of a struct on its way from a function to its caller, which copies it before it calls another. */
export const RETURNED = 'returned';

/** Aggregate copy. Only stack to stack keeps contents. */
export function copyMemory(
  cx: Context,
  state: State,
  place: Place,
  dst: Value,
  src: Value,
  size: number,
  type: CType,
): void {
  if (dst.k !== 'ptr' || dst.obj.o === 'unknown') {
    if (dst.k !== 'num') forgetLoads(state);
    return;
  }
  if (!accessible(cx, state, place, dst)) return;
  if (src.k === 'ptr' && !accessible(cx, state, place, src)) return;
  if (dst.obj.o === 'stack') {
    const from = src.k === 'ptr' && src.obj.o === 'stack' ? state.stack.get(src.obj.key) : undefined;
    moveCells(state, dst, from, src.k === 'ptr' ? src.off : undefined, size);
    if (src.k === 'ptr' && src.obj.o === 'stack' && src.obj.key === RETURNED)
      dropCells(state, 'stack', src.obj.key);
    return;
  }
  if ((dst.obj.o === 'value' || dst.obj.o === 'global') && hasSlot(type)) {
    report(cx, state, { id: 'kptr-direct-store', what: 'copy', ...place });
    return;
  }
  if (dst.obj.o !== 'map' && dst.obj.o !== 'ctx' && dst.obj.o !== 'func' && dst.obj.o !== 'string')
    dropCells(state, 'cache', dst.obj.key);
  forgetAliases(state, dst.obj);
}

function moveCells(
  state: State,
  dst: Ptr,
  from: Cells | undefined,
  srcOff: number | undefined,
  size: number,
): void {
  if (dst.obj.o !== 'stack') return;
  if (dst.off === undefined) return dropCells(state, 'stack', dst.obj.key);
  clearRange(state, dst.obj.key, dst.off, size);
  if (!from || srcOff === undefined) return;
  for (const [off, cell] of from) {
    if (off >= srcOff && off + cell.size <= srcOff + size)
      setCell(state, 'stack', dst.obj.key, dst.off + off - srcOff, cell);
  }
}

function clearRange(state: State, key: string, off: number, size: number): void {
  const cells = state.stack.get(key);
  if (!cells) return;
  const kept = new Map<number, Cell>();
  for (const [at, cell] of cells) {
    if (at + cell.size <= off || at >= off + size) kept.set(at, cell);
    else if (cell.zero) keepZeroes(kept, at, cell, off, size);
  }
  const all = new Map(state.stack);
  all.set(key, kept);
  state.stack = all;
}

/** Zeroing: pointers and numbers at known places of `type` read back as 0. */
export function zeroMemory(cx: Context, state: State, place: Place, ptr: Value, size: number): void {
  if (ptr.k !== 'ptr' || !accessible(cx, state, place, ptr)) return;
  if (ptr.obj.o !== 'stack') {
    const content = contentType(cx, ptr);
    const isSlot = content && ptr.off !== undefined && hasSlot(content) && ptr.obj.o !== 'kernel';
    if (isSlot && slotIn(content, ptr.off!, size) !== undefined) {
      report(cx, state, { id: 'kptr-direct-store', what: 'store', ...place });
    }
    if (ptr.obj.o === 'global' || ptr.obj.o === 'value' || ptr.obj.o === 'mem')
      dropCells(state, 'cache', ptr.obj.key);
    return;
  }
  if (ptr.off === undefined) return dropCells(state, 'stack', ptr.obj.key);
  overwriteDynptrs(cx, state, place, ptr, size);
  setCell(state, 'stack', ptr.obj.key, ptr.off, { value: constant(0), size, zero: true });
}
