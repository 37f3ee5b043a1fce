/**
 * Elements of maps as user space reads and writes them. What is refused, and in which order, is known in
 * bpf/kernel/map-operations; here is what an operation finds and what it does.
 */

import { CPU_FLAGS_SINCE } from '../../bpf/kernel/changes.ts';
import { ALL_CPUS, CPU, flagWord, has, LOCK } from '../../bpf/kernel/map-operations/flag-word.ts';
import { answer } from '../../bpf/kernel/map-operations/index.ts';
import { isSince } from '../../bpf/kernel/map-operations/kinds.ts';
import type { Answer, KeyState, Operation } from '../../bpf/kernel/map-operations/types.ts';
import type { Version } from '../../bpf/kernel/types.ts';
import { DEFAULT_LIBBPF } from '../../bpf/kernel/versions.ts';
import { spend, stepsOf } from '../budget.ts';
import type { Machine } from '../machine/machine.ts';
import {
  type BpfMap,
  type Element,
  isArray,
  isBadKey,
  isPerCpu,
  isTrie,
  keyAt,
  keyBytes,
  keySteps,
} from '../machine/map-objects.ts';
import { dequeue, enqueue, matching, remove } from '../machine/map-operations.ts';
import { copyValue, evict, find, targetOf, valueIn } from '../machine/map-values.ts';
import { copyBytes, type Obj, zeroBytes } from '../machine/memory.ts';
import { type Ptr, pointTo } from '../machine/values.ts';
import { putBytes } from './memory.ts';

/** One operation, as it is asked for. */
export interface Request {
  readonly operation: Operation;
  readonly side: 'raw' | 'libbpf';
  readonly flags: bigint;
  readonly keySize?: number;
  readonly hasKey?: boolean;
  readonly valueSize?: number;
  readonly count?: number;
  readonly found?: number;
  readonly isFrozen: boolean;
  /** bpf_object__load() made the map. */
  readonly isCreated: boolean;
}

/** Whether a map has a key. */
function keyState(m: Machine, map: BpfMap, key: Ptr | undefined): KeyState {
  if (map.type?.keys === 'none') return map.queue.length > 0 ? 'present' : 'absent';
  if (!key) return 'absent';
  spend(m, keySteps(map));
  const at = keyAt(map, key);
  if (isArray(map)) return Number(at) < map.most ? 'present' : 'out_of_range';
  return map.elements.has(at) ? 'present' : 'absent';
}

/** A trie is asked for the longest prefix of a key when it is read. */
function stateFor(m: Machine, map: BpfMap, key: Ptr | undefined, operation: Operation): KeyState {
  if (key && isTrie(map) && operation === 'lookup')
    return !isBadKey(map, key) && matching(m, map, key) ? 'present' : 'absent';
  return keyState(m, map, key);
}

/** What kernel and libbpf answer. */
export function ask(m: Machine, map: BpfMap, key: Ptr | undefined, request: Request): Answer | undefined {
  const { info, keySize, valueSize, most, hasLock } = map;
  const { kernel, libbpf = DEFAULT_LIBBPF, cpus } = m.options;
  return answer({
    map: {
      type: info.type,
      keySize,
      valueSize,
      maxEntries: most,
      mapFlags: info.flags,
      hasSpinLock: hasLock,
      name: info.name,
      frozen: request.isFrozen,
    },
    operation: request.operation,
    side: request.side,
    libbpf: libbpf as Version,
    kernel,
    possibleCpus: cpus,
    flags: flagWord(request.flags),
    keySize: request.keySize,
    valueSize: request.valueSize,
    created: request.isCreated,
    key: stateFor(m, map, key, request.operation),
    isTooLong: key !== undefined && isBadKey(map, key),
    hasKey: request.hasKey,
    full: isFull(map),
    count: request.count,
    found: request.found,
  });
}

const isFull = (map: BpfMap): boolean =>
  map.type?.keys === 'none' ? map.queue.length >= map.most : !isArray(map) && map.elements.size >= map.most;

const rounded = (size: number): number => Math.ceil(size / 8) * 8;

/** Bytes of one element's value in user space (kernel/bpf/syscall.c, bpf_map_value_size). */
export function valueBytes(m: Machine, map: BpfMap, flags: bigint): number {
  const word = flagWord(flags);
  if (!isPerCpu(map) || has(word, CPU) || has(word, ALL_CPUS)) return map.valueSize;
  return rounded(map.valueSize) * m.options.cpus;
}

/** CPUs that an operation is about, each with its place in the user's buffer. */
function* places(m: Machine, map: BpfMap, flags: bigint): Generator<readonly [cpu: number, offset: number]> {
  const word = flagWord(flags);
  if (!isPerCpu(map)) yield [0, 0];
  else if (has(word, CPU)) yield [Number(word.cpu.min), 0];
  else {
    const stride = has(word, ALL_CPUS) ? 0 : rounded(map.valueSize);
    for (let cpu = 0; cpu < m.options.cpus; cpu++) yield [cpu, cpu * stride];
  }
}

function hideStates({ states }: BpfMap, { slots }: Obj, { obj }: Ptr, at: number): void {
  for (const slot of slots?.keys() ?? []) zeroBytes(obj, at + slot, 8);
  for (const [start, length] of states) zeroBytes(obj, at + start, length);
}

/** Copies a value out; kptrs and locks are no business of user space. */
function copyOut(map: BpfMap, value: Obj, to: Ptr, offset: number): void {
  const at = to.off + offset;
  copyBytes(to.obj, at, value, 0, map.valueSize);
  hideStates(map, value, to, at);
  const spare = isPerCpu(map) ? rounded(map.valueSize) - map.valueSize : 0;
  if (spare === 0 || at + map.valueSize + spare > to.obj.size) return;
  const kept = spares.get(value);
  if (kept) putBytes(to.obj, at + map.valueSize, kept);
  else zeroBytes(to.obj, at + map.valueSize, spare);
}

/** What fills a value of one CPU up to 8 bytes, where something was written there. */
const spares = new WeakMap<Obj, Uint8Array>();

/**
 * Before 7.0 an update of all CPUs copied what fills a value up as well, unless it has special fields
 * (copy_map_value_long(), include/linux/bpf.h); 7.0 copies the value alone.
 */
function keepSpare(m: Machine, map: BpfMap, value: Obj, { obj, off }: Ptr): void {
  if (isSince(m.options.kernel, CPU_FLAGS_SINCE) || value.slots?.size) return;
  const [start, end] = [off + map.valueSize, off + rounded(map.valueSize)];
  if (start < end) spares.set(value, obj.bytes.slice(start, end));
}

/** The element that a look-up of a key finds. */
function elementOf(m: Machine, map: BpfMap, key: Ptr): Element | undefined {
  return (isTrie(map) ? matching(m, map, key) : undefined) ?? find(map, keyAt(map, key), keyBytes(map, key));
}

export function read(m: Machine, map: BpfMap, key: Ptr, to: Ptr, flags: bigint): void {
  const element = elementOf(m, map, key);
  if (element) readElement(m, map, element, to, flags);
}

export function readElement(m: Machine, map: BpfMap, element: Element, to: Ptr, flags: bigint): void {
  spend(m, stepsOf(valueBytes(m, map, flags)));
  const isWhole = !isPerCpu(map) || has(flagWord(flags), CPU);
  for (const [cpu, offset] of places(m, map, flags)) {
    const value = valueIn(m, map, element, cpu);
    if (isWhole) copyPlain(map, value, to);
    else copyOut(map, value, to, offset);
  }
}

/** Exactly `value_size` bytes. */
function copyPlain(map: BpfMap, value: Obj, to: Ptr): void {
  copyBytes(to.obj, to.off, value, 0, map.valueSize);
  hideStates(map, value, to, to.off);
}

/** Reads the head of a queue or stack. */
export function readQueue(map: BpfMap, to: Ptr): void {
  const head = map.queue[headOf(map)];
  if (head) to.obj.bytes.set(head, to.off);
}

const headOf = (map: BpfMap): number => (map.info.type.endsWith('STACK') ? map.queue.length - 1 : 0);

/** Takes an element, or the head of a queue, out. */
export function take(m: Machine, map: BpfMap, key: Ptr | undefined): void {
  if (map.type?.keys === 'none') dequeue(m, map, headOf(map));
  else if (key) remove(m, map, key);
}

/** Writes a value that nothing refuses. */
export function write(
  m: Machine,
  map: BpfMap,
  key: Ptr | undefined,
  value: Ptr,
  flags: bigint,
  evicts: boolean,
): void {
  if (map.type?.keys === 'none') {
    enqueue(m, map, value, true);
    return;
  }
  if (!key) return;
  const at = keyAt(map, key);
  if (evicts) evict(m, map);
  const isNew = !isArray(map) && !map.elements.has(at);
  if (!isPerCpu(map)) {
    const target = targetOf(m, map, at, keyBytes(map, key), has(flagWord(flags), LOCK));
    return copyValue(m, map, target, value);
  }
  const element = isNew ? fresh(m, map, at, key) : find(map, at, keyBytes(map, key));
  if (!element) return;
  for (const [cpu, offset] of places(m, map, flags)) {
    const from = offset === 0 ? value : pointTo(value.obj, value.off + offset);
    const target = valueIn(m, map, element, cpu);
    copyValue(m, map, target, from);
    keepSpare(m, map, target, from);
  }
}

/**
 * A new element of a per-CPU hash. The memory of a deleted one comes back with the bytes that it had: who writes one
 * CPU's value leaves those of the others (kernel/bpf/hashtab.c, alloc_htab_elem() of 7.0).
 */
function fresh(m: Machine, map: BpfMap, at: string | number, key: Ptr): Element {
  const values = map.free.pop()?.values ?? [];
  const made: Element = { key: keyBytes(map, key).slice(), values };
  spend(m, 1);
  map.elements.set(at, made);
  return made;
}

/** Elements in the order in which user space walks them. */
export function walk(map: BpfMap): readonly Element[] {
  if (!isArray(map)) return [...map.elements.values()];
  return Array.from({ length: map.most }, (_, index) => {
    const known = map.elements.get(index);
    if (known) return known;
    const key = new Uint8Array(4);
    new DataView(key.buffer).setUint32(0, index, true);
    return { key, values: [] };
  });
}

/** Where the walk goes on behind a key; of a key that is not there, at the start. */
export function positionAfter(map: BpfMap, key: Ptr | undefined): number {
  if (!key) return 0;
  const at = keyAt(map, key);
  if (isArray(map)) return Number(at) < map.most ? Number(at) + 1 : 0;
  let position = 0;
  for (const known of map.elements.keys()) {
    position++;
    if (known === at) return position;
  }
  return 0;
}
