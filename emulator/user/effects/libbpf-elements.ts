/** libbpf: elements of maps, one at a time and in batches. */

import { ERRNO } from '../../../bpf/kernel/flags.ts';
import type { Answer, Operation } from '../../../bpf/kernel/map-operations/types.ts';
import type { BATCHES, ELEMENTS } from '../../../bpf/user/functions/libbpf.ts';
import { words as faultWords } from '../../../bpf/words/faults.ts';
import { spend } from '../../budget.ts';
import { failWithoutCall } from '../../faults.ts';
import type { Frame, Machine } from '../../machine/machine.ts';
import { type BpfMap, isArray } from '../../machine/map-objects.ts';
import { readInt, writeInt } from '../../machine/memory.ts';
import type { LibraryCall, LibraryEffect } from '../../machine/user/process.ts';
import { moved, type Ptr, toBig, toLength, type Value } from '../../machine/values.ts';
import {
  ask,
  positionAfter,
  type Request,
  read,
  readElement,
  readQueue,
  take,
  valueBytes,
  walk,
  write,
} from '../elements.ts';
import { descriptorAt, handleAt, kernelOf, mapIn } from '../handles.ts';
import { inKernel } from '../kernel-side.ts';
import { memoryAt, pointerOf, putBytes } from '../memory.ts';
import { setErrno } from '../process-state.ts';
import { warn } from './libbpf-print.ts';

/** A map that an operation is about, with the machine that it lives in. */
interface Target {
  readonly map: BpfMap;
  readonly machine: Machine;
  readonly isCreated: boolean;
}

/** libbpf gives the negative error, and leaves it in errno as well. */
export function failed(frame: Frame, code: number): number {
  setErrno(frame.m, code);
  return -code;
}

function byDescriptor(frame: Frame, fd: Value): Target | undefined {
  const found = descriptorAt(frame, fd);
  return found?.kind === 'map' ? { map: found.map, machine: found.machine, isCreated: true } : undefined;
}

/** kernel/bpf/syscall.c, __bpf_map_get(): something else, or nothing. */
const noMap = (frame: Frame, fd: Value): number =>
  failed(frame, descriptorAt(frame, fd) ? ERRNO.EINVAL : ERRNO.EBADF);

function byHandle(frame: Frame, call: LibraryCall, value: Value): Target {
  const { object, name } = handleAt(frame, call, value, 'bpf_map');
  return { map: mapIn(object, name), machine: object.machine, isCreated: object.isLoaded };
}

/** What an operation is asked with; sizes are only known to the functions that check them. */
interface Arguments {
  readonly key: Value;
  readonly value: Value;
  readonly flags: bigint;
  readonly keySize?: number;
  readonly valueSize?: number;
}

/** Memory of user space that the kernel reads or writes: undefined, and -EFAULT, where there is none. */
function buffer(
  frame: Frame,
  call: LibraryCall,
  value: Value,
  size: number,
  isWritten: boolean,
): Ptr | undefined {
  if (pointerOf(frame, value) === undefined) return undefined;
  return size === 0 ? pointerOf(frame, value) : memoryAt(frame, call.at, value, size, isWritten);
}

/** An operation on one element: asked, and then done. */
function perform(
  frame: Frame,
  call: LibraryCall,
  target: Target,
  operation: Operation,
  side: Request['side'],
  args: Arguments,
): number {
  const { map, machine } = target;
  const { flags, keySize, valueSize } = args;
  const hasKey = map.keySize > 0 && keySize !== 0;
  const key = hasKey ? buffer(frame, call, args.key, map.keySize, false) : undefined;
  const request: Request = {
    operation,
    side,
    flags,
    hasKey: args.key !== 0,
    ...(keySize === undefined ? {} : { keySize }),
    ...(valueSize === undefined ? {} : { valueSize }),
    isFrozen: kernelOf(frame).frozen.has(map),
    isCreated: target.isCreated,
    found: map.elements.size,
  };
  return inKernel(frame.m, machine, () => {
    const found = ask(machine, map, key, request);
    if (!found) return failWithoutCall(frame, call.at, faultWords().notEmulated(call.name));
    if (found.message !== null) warn(frame, call, found.message);
    const isBeforeKey = found.check !== null && found.by === 'libbpf';
    if (hasKey && !key && !isBeforeKey) return failed(frame, ERRNO.EFAULT);
    if (found.errno !== 0) return failed(frame, found.errno);
    return done(frame, call, target, operation, key, args, found);
  });
}

function done(
  frame: Frame,
  call: LibraryCall,
  { map, machine }: Target,
  operation: Operation,
  key: Ptr | undefined,
  { value, flags }: Arguments,
  { evicts }: Answer,
): number {
  if (operation === 'delete') {
    take(machine, map, key);
    return 0;
  }
  const isWrite = operation === 'update';
  const memory = buffer(frame, call, value, valueBytes(machine, map, flags), !isWrite);
  if (!memory) return failed(frame, ERRNO.EFAULT);
  if (isWrite) write(machine, map, key, memory, flags, evicts);
  else if (map.type?.keys === 'none') readQueue(map, memory);
  else if (key) read(machine, map, key, memory, flags);
  if (operation === 'lookup_and_delete') take(machine, map, key);
  return 0;
}

/** The question whether a map's keys can be walked over at all. */
const WALK: Request = {
  operation: 'get_next_key',
  side: 'raw',
  flags: 0n,
  isFrozen: false,
  isCreated: true,
  found: 1,
};

/** bpf_map__get_next_key() and the system call: the key behind one, the first behind none. */
function nextKey(
  frame: Frame,
  call: LibraryCall,
  { map, machine }: Target,
  current: Value,
  next: Value,
): number {
  const key = current === 0 ? undefined : buffer(frame, call, current, map.keySize, false);
  if (current !== 0 && !key) return failed(frame, ERRNO.EFAULT);
  const answered = ask(machine, map, undefined, { ...WALK, hasKey: current !== 0 });
  if (answered && answered.errno !== 0) return failed(frame, answered.errno);
  const all = walk(map);
  spend(machine, all.length);
  const found = all[positionAfter(map, key)];
  if (!found) return failed(frame, ERRNO.ENOENT);
  const to = buffer(frame, call, next, map.keySize, true);
  if (!to) return failed(frame, ERRNO.EFAULT);
  putBytes(to.obj, to.off, found.key);
  return 0;
}

const flagsOf = (value: Value | undefined): bigint => BigInt.asUintN(64, toBig(value ?? 0));

/** Functions that take a descriptor; `at`: where the flags stand. */
const raw =
  (operation: Operation, at: number | undefined): LibraryEffect =>
  (frame, call, args) => {
    const target = byDescriptor(frame, args[0] ?? 0);
    if (!target) return noMap(frame, args[0] ?? 0);
    const flags = at === undefined ? 0n : flagsOf(args[at]);
    return perform(frame, call, target, operation, 'raw', { key: args[1] ?? 0, value: args[2] ?? 0, flags });
  };

/** Functions that take a map with the sizes of key and value. */
const typed =
  (operation: Operation): LibraryEffect =>
  (frame, call, [map = 0, key = 0, keySize = 0, value = 0, valueSize = 0, flags]) =>
    perform(frame, call, byHandle(frame, call, map), operation, 'libbpf', {
      key,
      value,
      keySize: toLength(keySize),
      valueSize: toLength(valueSize),
      flags: flagsOf(flags),
    });

export const ELEMENT_EFFECTS: Readonly<Record<keyof typeof ELEMENTS, LibraryEffect>> = {
  bpf_map__lookup_elem: typed('lookup'),
  bpf_map__update_elem: typed('update'),
  bpf_map__lookup_and_delete_elem: typed('lookup_and_delete'),
  bpf_map__delete_elem: (frame, call, [map = 0, key = 0, keySize = 0, flags]) =>
    perform(frame, call, byHandle(frame, call, map), 'delete', 'libbpf', {
      key,
      value: 0,
      keySize: toLength(keySize),
      flags: flagsOf(flags),
    }),
  bpf_map__get_next_key: (frame, call, [map = 0, current = 0, next = 0, keySize = 0]) => {
    const target = byHandle(frame, call, map);
    const found = ask(target.machine, target.map, undefined, {
      ...WALK,
      side: 'libbpf',
      keySize: toLength(keySize),
      isCreated: target.isCreated,
    });
    if (found?.message) warn(frame, call, found.message);
    if (found && found.errno !== 0) return failed(frame, found.errno);
    return nextKey(frame, call, target, current, next);
  },
  bpf_map_lookup_elem: raw('lookup', undefined),
  bpf_map_lookup_elem_flags: raw('lookup', 3),
  bpf_map_update_elem: raw('update', 3),
  bpf_map_delete_elem: raw('delete', undefined),
  bpf_map_delete_elem_flags: raw('delete', 2),
  bpf_map_lookup_and_delete_elem: raw('lookup_and_delete', undefined),
  bpf_map_lookup_and_delete_elem_flags: raw('lookup_and_delete', 3),
  bpf_map_get_next_key: (frame, call, [fd = 0, current = 0, next = 0]) => {
    const target = byDescriptor(frame, fd);
    return target ? nextKey(frame, call, target, current, next) : noMap(frame, fd);
  },
  bpf_map_freeze: (frame, _call, [fd = 0]) => {
    const target = byDescriptor(frame, fd);
    if (!target) return noMap(frame, fd);
    const { frozen } = kernelOf(frame);
    // It may not be written any more (kernel/bpf/syscall.c, map_get_sys_perms).
    if (frozen.has(target.map)) return failed(frame, ERRNO.EPERM);
    frozen.add(target.map);
    return 0;
  },
};

/** The parts of a batch that all four functions share. */
interface Batch {
  readonly target: Target;
  readonly operation: Operation;
  readonly keys: Value;
  readonly values: Value;
  readonly flags: bigint;
  /** Where the number of elements stands. */
  readonly count: Ptr;
  readonly wanted: number;
}

/** The flags of the options; none without options. */
function elementFlags(frame: Frame, call: LibraryCall, opts: Value): bigint {
  if (opts === 0) return 0n;
  const { obj, off } = memoryAt(frame, call.at, opts, 16, false);
  return BigInt.asUintN(64, BigInt(readInt(obj, off + 8, 8, false)));
}

function begin(
  frame: Frame,
  call: LibraryCall,
  operation: Operation,
  [fd, keys, values, count, opts]: readonly [Value, Value, Value, Value, Value],
): Batch | number {
  const target = byDescriptor(frame, fd);
  if (!target) return noMap(frame, fd);
  const number = buffer(frame, call, count, 4, true);
  if (!number) return failed(frame, ERRNO.EFAULT);
  const wanted = Number(readInt(number.obj, number.off, 4, false));
  return { target, operation, keys, values, flags: elementFlags(frame, call, opts), count: number, wanted };
}

const requestOf = (frame: Frame, batch: Batch, found: number): Request => ({
  operation: batch.operation,
  side: 'raw',
  flags: batch.flags,
  count: batch.wanted,
  found,
  isFrozen: kernelOf(frame).frozen.has(batch.target.map),
  isCreated: true,
});

/** Element `i` of an array of keys or values. */
function part(
  frame: Frame,
  call: LibraryCall,
  all: Value,
  i: number,
  size: number,
  isWritten: boolean,
): Ptr | undefined {
  const start = pointerOf(frame, all);
  return start && buffer(frame, call, moved(start, i * size), size, isWritten);
}

/** Writes or deletes elements until one cannot be: their number is what was done. */
function change(frame: Frame, call: LibraryCall, batch: Batch): number {
  const { target, operation, flags, wanted, count } = batch;
  const { map, machine } = target;
  const size = valueBytes(machine, map, flags);
  const isUpdate = operation === 'update_batch';
  return inKernel(frame.m, machine, () => {
    for (let i = 0; i < Math.max(1, wanted); i++) {
      const key = wanted === 0 ? undefined : part(frame, call, batch.keys, i, map.keySize, false);
      const found = ask(machine, map, key, requestOf(frame, batch, 1));
      if (!found) return failWithoutCall(frame, call.at, faultWords().notEmulated(call.name));
      // What refuses the flags comes before the number is looked at, and leaves it as it is.
      const isOwn = found.check === 'existence' || found.check === 'index' || found.check === 'full';
      if (found.errno !== 0 && (i > 0 || isOwn)) writeInt(count.obj, count.off, 4, i);
      if (found.errno !== 0) return failed(frame, found.errno);
      if (wanted === 0) return 0;
      const value = isUpdate ? part(frame, call, batch.values, i, size, false) : undefined;
      if (!key || (isUpdate && !value)) return failed(frame, ERRNO.EFAULT);
      if (value) write(machine, map, key, value, flags, found.evicts);
      else take(machine, map, key);
    }
    writeInt(count.obj, count.off, 4, wanted);
    return 0;
  });
}

/** Reads elements from a cursor on: of arrays the last key, of hashes a place in their table. */
function readBatch(frame: Frame, call: LibraryCall, batch: Batch, from: Value, to: Value): number {
  const { target, operation, flags, wanted, count } = batch;
  const { map, machine } = target;
  const start = from === 0 ? undefined : buffer(frame, call, from, 4, false);
  if (from !== 0 && !start) return failed(frame, ERRNO.EFAULT);
  const first = start ? Number(readInt(start.obj, start.off, 4, false)) + (isArray(map) ? 1 : 0) : 0;
  return inKernel(frame.m, machine, () => {
    const all = walk(map);
    spend(machine, all.length);
    const rest = all.slice(first);
    const found = ask(machine, map, undefined, requestOf(frame, batch, rest.length));
    if (!found) return failWithoutCall(frame, call.at, faultWords().notEmulated(call.name));
    const isDelivered = found.errno === 0 || found.check === 'end-of-map';
    if (found.check === 'existence') writeInt(count.obj, count.off, 4, 0);
    if (!isDelivered || wanted === 0) return found.errno === 0 ? 0 : failed(frame, found.errno);
    const size = valueBytes(machine, map, flags);
    const taken = rest.slice(0, wanted);
    for (const [i, element] of taken.entries()) {
      const key = part(frame, call, batch.keys, i, map.keySize, true);
      const value = part(frame, call, batch.values, i, size, true);
      if (!key || !value) return failed(frame, ERRNO.EFAULT);
      putBytes(key.obj, key.off, element.key);
      readElement(machine, map, element, value, flags);
      if (operation === 'lookup_and_delete_batch') take(machine, map, key);
    }
    writeInt(count.obj, count.off, 4, taken.length);
    const cursor = buffer(frame, call, to, 4, true);
    if (!cursor) return failed(frame, ERRNO.EFAULT);
    const isTaken = operation === 'lookup_and_delete_batch';
    const place = isTaken ? first : first + taken.length - (isArray(map) ? 1 : 0);
    writeInt(cursor.obj, cursor.off, 4, place);
    return found.errno === 0 ? 0 : failed(frame, found.errno);
  });
}

const reading =
  (operation: Operation): LibraryEffect =>
  (frame, call, [fd = 0, from = 0, to = 0, keys = 0, values = 0, count = 0, opts = 0]) => {
    const batch = begin(frame, call, operation, [fd, keys, values, count, opts]);
    return typeof batch === 'number' ? batch : readBatch(frame, call, batch, from, to);
  };

export const BATCH_EFFECTS: Readonly<Record<keyof typeof BATCHES, LibraryEffect>> = {
  bpf_map_lookup_batch: reading('lookup_batch'),
  bpf_map_lookup_and_delete_batch: reading('lookup_and_delete_batch'),
  bpf_map_update_batch: (frame, call, [fd = 0, keys = 0, values = 0, count = 0, opts = 0]) => {
    const batch = begin(frame, call, 'update_batch', [fd, keys, values, count, opts]);
    return typeof batch === 'number' ? batch : change(frame, call, batch);
  },
  bpf_map_delete_batch: (frame, call, [fd = 0, keys = 0, count = 0, opts = 0]) => {
    const batch = begin(frame, call, 'delete_batch', [fd, keys, 0, count, opts]);
    return typeof batch === 'number' ? batch : change(frame, call, batch);
  },
};
