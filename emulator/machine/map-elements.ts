/** Maps: elements by key, with the answers of bpf/kernel/maps.ts. */

import { sizeOf, strideOf } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { MapInfo } from '../../bpf/flow/graph.ts';
import { ERRNO, MAP_UPDATE_FLAGS } from '../../bpf/kernel/flags.ts';
import { deleteOutcome, type MapType, mapType, type Outcome, updateOutcome } from '../../bpf/kernel/maps.ts';
import { freeObj, hold, newObj, spend, stepsOf } from '../budget.ts';
import { type Machine, now } from './machine.ts';
import { bytesText, copyBytes, type Obj, zeroBytes } from './memory.ts';
import { clearSlots, slotsOf } from './slots.ts';
import { exactKey, isWhole, prefixesOf } from './tries.ts';
import type { Ptr } from './values.ts';

export interface BpfMap {
  readonly info: MapInfo;
  readonly type: MapType | undefined;
  readonly obj: Obj;
  readonly keySize: number;
  readonly valueSize: number;
  readonly most: number;
  readonly hasLock: boolean;
  /** Values by key: the number of an array element, the bytes of a key, the id of a task. Least recently used first. */
  readonly elements: Map<string | number, Element>;
  /** Memory of deleted elements, last one first: the next new key gets it (kernel/bpf/percpu_freelist.c). */
  readonly free: Element[];
  /** Memory for the next value of a key that is there already (kernel/bpf/hashtab.c, extra_elems). */
  extra: Element | undefined;
  /** Keys that the program deleted. */
  readonly deleted: Set<string | number>;
  /** Queue or stack. */
  readonly queue: Uint8Array[];
}

/** One value a CPU, or one for all. */
export interface Element {
  readonly key: Uint8Array;
  readonly values: (Obj | undefined)[];
}

const MOST_VALUE_BYTES = 1 << 22;
/** Room that a map takes for one key beside the value: of a queue, for one value. */
const KEY_BYTES = 128;
/** A byte of a key is worked on as long as so many that are only copied. */
const KEY_COST = 16;

/** The map of a name; undefined when it is no map. */
export function mapNamed(m: Machine, name: string): BpfMap | undefined {
  const known = m.maps.get(name);
  if (known) return known;
  const info = m.module.maps.get(name);
  if (!info) return undefined;
  const obj = newObj(m, 'map', name, 0);
  const map: BpfMap = {
    info,
    type: mapType(info.type),
    obj,
    keySize: sizeOfPart(info.key),
    valueSize: sizeOfPart(info.value),
    most: info.maxEntries ?? 0,
    hasLock: info.value !== undefined && holdsLock(info.value, new Set()),
    elements: new Map(),
    deleted: new Set(),
    free: [],
    extra: undefined,
    queue: [],
  };
  obj.target = map;
  m.maps.set(name, map);
  return map;
}

/** The map that a pointer to a map variable means. */
export function mapOf(value: unknown): BpfMap | undefined {
  const obj = (value as Partial<Ptr> | undefined)?.obj;
  return obj?.kind === 'map' ? (obj.target as BpfMap) : undefined;
}

function sizeOfPart(type: CType | undefined): number {
  if (type === undefined) return 0;
  return Math.min(sizeOf(type) ?? strideOf(type), MOST_VALUE_BYTES);
}

function holdsLock(type: CType, seen: Set<CType>): boolean {
  if (type.k !== 'struct' || seen.has(type)) return false;
  seen.add(type);
  if (type.name === 'bpf_spin_lock') return true;
  return type.fields.some((field) => holdsLock(field.type, seen));
}

export const isArray = (map: BpfMap): boolean => map.type?.keys === 'index';
const isPerCpu = (map: BpfMap): boolean => map.type?.perCpu === true;
const isTrie = (map: BpfMap): boolean => map.info.type.endsWith('LPM_TRIE');
/** A key that the map cannot have. */
const isBadKey = (map: BpfMap, key: Ptr): boolean => isTrie(map) && !isWhole(keyBytes(map, key));
/** A set that only grows: it can hold more than it was made for. */
export const isBloom = (map: BpfMap): boolean => map.info.type.endsWith('BLOOM_FILTER');
const evicts = (map: BpfMap): boolean => map.type?.update?.full === 'evicts';
const NO_PREALLOC = 1;
const reuses = (map: BpfMap): boolean => (map.info.flags & NO_PREALLOC) === 0;
const hasLockFlag = (flags: bigint): boolean => (flags & BigInt(MAP_UPDATE_FLAGS.BPF_F_LOCK)) !== 0n;

/** Steps that it takes to make a key of bytes. */
const keySteps = (map: BpfMap): number => stepsOf((isTrie(map) ? 3 : 1) * KEY_COST * map.keySize);

/** The key at a place as something to find it by. */
function keyAt(map: BpfMap, key: Ptr): string | number {
  if (isArray(map)) return key.obj.dv.getUint32(key.off, true);
  const bytes = keyBytes(map, key);
  return bytesText(isTrie(map) ? exactKey(bytes) : bytes);
}

function newValue(m: Machine, map: BpfMap): Obj {
  const obj = newObj(m, 'value', map.info.name, map.valueSize);
  if (map.valueSize === MOST_VALUE_BYTES) obj.unknown = 'its values have 4 MiB or more';
  if (map.info.value) obj.slots = slotsOf(map.info.value);
  m.options.world?.fill(m, 'value', map.info.name, obj);
  return obj;
}

function newElement(key: Uint8Array): Element {
  return { key: key.slice(), values: [] };
}

/** Array elements are there from the start, hash elements when somebody made them. */
export function find(map: BpfMap, key: string | number, bytes: Uint8Array): Element | undefined {
  const found = map.elements.get(key);
  if (isArray(map)) {
    if (found) return found;
    if (typeof key !== 'number' || key >= map.most) return undefined;
    const made = newElement(bytes);
    map.elements.set(key, made);
    return made;
  }
  if (found && evicts(map)) {
    map.elements.delete(key);
    map.elements.set(key, found);
  }
  return found;
}

/** The value for one CPU; the same for all when the map is not per CPU. */
export function valueIn(m: Machine, map: BpfMap, element: Element, cpu: number): Obj {
  const at = isPerCpu(map) ? cpu : 0;
  let value = element.values[at];
  if (value === undefined) {
    value = newValue(m, map);
    element.values[at] = value;
  }
  return value;
}

/** A key that is there because all keys are, unless the program deleted it. */
function conjured(m: Machine, map: BpfMap, key: Ptr): Element | undefined {
  if (!m.options.world?.anyKey.has(map.info.name)) return undefined;
  const found = keyAt(map, key);
  if (map.deleted.has(found) || map.elements.size >= map.most) return undefined;
  const made = newElement(keyBytes(map, key));
  map.elements.set(found, made);
  return made;
}

function keyBytes(map: BpfMap, key: Ptr): Uint8Array {
  return key.obj.bytes.subarray(key.off, key.off + map.keySize);
}

/** The element of a trie with the longest prefix of a key. */
function matching(m: Machine, map: BpfMap, key: Ptr): Element | undefined {
  if (!isTrie(map) || map.elements.size === 0) return undefined;
  for (const prefix of prefixesOf(keyBytes(map, key))) {
    spend(m, keySteps(map));
    const found = map.elements.get(bytesText(prefix));
    if (found) return found;
  }
  return undefined;
}

/** bpf_map_lookup_elem() and bpf_map_lookup_percpu_elem(): the value, or undefined. */
export function lookup(m: Machine, map: BpfMap, key: Ptr, cpu: number): Obj | undefined {
  spend(m, keySteps(map));
  if (isBadKey(map, key)) return undefined;
  const element =
    matching(m, map, key) ?? find(map, keyAt(map, key), keyBytes(map, key)) ?? conjured(m, map, key);
  return element && valueIn(m, map, element, cpu);
}

/** bpf_map_update_elem(): 0 or a negative errno; -EOPNOTSUPP where programs cannot update. */
export function update(m: Machine, map: BpfMap, key: Ptr, value: Ptr, flags: bigint): number {
  spend(m, keySteps(map));
  const found = keyAt(map, key);
  const present = isArray(map) ? Number(found) < map.most : map.elements.has(found);
  const full = isArray(map) ? !present : map.elements.size >= map.most;
  const outcome = updateOutcome(map.info.type, flags, { present, full, hasLock: map.hasLock });
  if (outcome === undefined) return -ERRNO.EOPNOTSUPP;
  if (isBadKey(map, key)) return -ERRNO.EINVAL;
  if (outcome !== 'ok' && outcome !== 'evicts') return errno(outcome);
  if (outcome === 'evicts') evict(m, map);
  const target = targetOf(m, map, found, keyBytes(map, key), hasLockFlag(flags));
  copyValue(m, map, target, value);
  return 0;
}

const sorted = new WeakMap<object, readonly number[]>();

/** Offsets of the kptrs of a value, in order. */
function slotOffsets({ slots }: Obj): readonly number[] {
  if (!slots) return [];
  const known = sorted.get(slots) ?? [...slots.keys()].sort((a, b) => a - b);
  sorted.set(slots, known);
  return known;
}

/** Stretches of a value beside its kptrs, which stay as they are in the memory that is written. */
function* plainParts(value: Obj, size: number): Generator<[start: number, length: number]> {
  let start = 0;
  for (const off of slotOffsets(value)) {
    yield [start, off - start];
    start = off + 8;
  }
  yield [start, size - start];
}

/** include/linux/bpf.h, copy_map_value. */
function copyValue(m: Machine, map: BpfMap, target: Obj, value: Ptr): void {
  spend(m, stepsOf(map.valueSize) + (target.slots?.size ?? 0));
  for (const [start, length] of plainParts(target, map.valueSize))
    copyBytes(target, start, value.obj, value.off + start, length);
}

/** include/linux/bpf.h, zero_map_value. */
function zeroValue(m: Machine, value: Obj): void {
  spend(m, stepsOf(value.size) + (value.slots?.size ?? 0));
  for (const [start, length] of plainParts(value, value.size)) zeroBytes(value, start, length);
}

/**
 * Arrays, per-CPU maps and what is updated under its lock are written in place; other hashes get a new element for
 * the old one (kernel/bpf/hashtab.c, htab_map_update_elem). A new per-CPU element is zero on the other CPUs.
 */
function targetOf(m: Machine, map: BpfMap, key: string | number, bytes: Uint8Array, isLocked: boolean): Obj {
  const element = find(map, key, bytes);
  if (element && (isArray(map) || isPerCpu(map) || isLocked)) {
    const value = valueIn(m, map, element, m.options.cpu);
    // What is stored in a hash under its lock keeps its kptrs.
    if (isArray(map) || isPerCpu(map)) clearSlots(m, value);
    return value;
  }
  const next = (element ? map.extra : map.free.pop()) ?? newElement(bytes);
  const made: Element = { key: bytes.slice(), values: next.values };
  map.elements.delete(key);
  map.elements.set(key, made);
  if (element) replace(m, map, element);
  if (isPerCpu(map)) for (const value of made.values) if (value) zeroValue(m, value);
  return valueIn(m, map, made, m.options.cpu);
}

/** Kptrs are released at once; the memory stays readable and waits for the next key. */
function retire(m: Machine, map: BpfMap, element: Element): void {
  for (const value of element.values) if (value) clearSlots(m, value);
  if (reuses(map)) map.free.push(element);
  else for (const value of element.values) if (value) freeObj(m, value);
}

function replace(m: Machine, map: BpfMap, element: Element): void {
  if (!reuses(map) || evicts(map)) return retire(m, map, element);
  for (const value of element.values) if (value) clearSlots(m, value);
  map.extra = element;
}

function evict(m: Machine, map: BpfMap): void {
  for (const [key, element] of map.elements) {
    map.elements.delete(key);
    retire(m, map, element);
    return;
  }
}

export function remove(m: Machine, map: BpfMap, key: Ptr): number {
  spend(m, keySteps(map));
  const found = keyAt(map, key);
  const element = map.elements.get(found);
  const present = isArray(map) || element !== undefined;
  const outcome = deleteOutcome(map.info.type, present);
  if (outcome === undefined) return -ERRNO.EOPNOTSUPP;
  if (isBadKey(map, key)) return -ERRNO.EINVAL;
  if (outcome !== 'ok') return errno(outcome);
  map.elements.delete(found);
  forgetKey(m, map, found);
  if (element) retire(m, map, element);
  return 0;
}

/** Where all keys are there, this one no longer is. */
function forgetKey(m: Machine, map: BpfMap, key: string | number): void {
  if (!m.options.world?.anyKey.has(map.info.name) || map.deleted.has(key)) return;
  hold(m, KEY_BYTES);
  map.deleted.add(key);
}

function errno(outcome: Outcome): number {
  return outcome === 'ok' || outcome === 'evicts' ? 0 : -ERRNO[outcome];
}

/** Adds a value to a queue; without room the oldest goes if `evicts`, else the answer is false. */
export function enqueue(m: Machine, map: BpfMap, { obj, off }: Ptr, evicts: boolean): boolean {
  if (map.queue.length >= map.most && !isBloom(map)) {
    if (!evicts) return false;
    dequeue(m, map, 0);
  }
  spend(m, stepsOf(map.valueSize));
  hold(m, map.valueSize + KEY_BYTES);
  map.queue.push(obj.bytes.slice(off, off + map.valueSize));
  return true;
}

/** Takes a value out; those behind it move up. */
export function dequeue(m: Machine, map: BpfMap, index: number): void {
  spend(m, stepsOf(8 * (map.queue.length - index)));
  m.bytes -= map.valueSize + KEY_BYTES;
  map.queue.splice(index, 1);
}

/** Local storage of an object: one value, by the object's number. */
export function storageOf(m: Machine, map: BpfMap, owner: Obj, create: boolean): Obj | undefined {
  const element = map.elements.get(owner.id);
  if (element) return valueIn(m, map, element, 0);
  const isThere = m.options.world?.anyKey.has(map.info.name) && !map.deleted.has(owner.id);
  if (!create && !isThere) return undefined;
  const made = newElement(new Uint8Array(0));
  map.elements.set(owner.id, made);
  return valueIn(m, map, made, 0);
}

export function removeStorage(m: Machine, map: BpfMap, owner: Obj): number {
  const element = map.elements.get(owner.id);
  if (!element) return -ERRNO.ENOENT;
  map.elements.delete(owner.id);
  forgetKey(m, map, owner.id);
  // Readers may still use it: its kptrs are released after a grace period (kernel/bpf/bpf_local_storage.c).
  const run = () => {
    for (const value of element.values) if (value) clearSlots(m, value);
  };
  m.later.push({ when: now(m), run });
  return 0;
}
