/** Values of maps: their memory, written in place or anew, and what becomes of it. */

import type { Stretch } from '../../bpf/flow/declare/map-facts.ts';
import { KPTRS_KEPT_SINCE } from '../../bpf/kernel/changes.ts';
import { compareVersions } from '../../bpf/kernel/versions.ts';
import { because } from '../../bpf/words/reasons.ts';
import { freeObj, newObj, spend, stepsOf } from '../budget.ts';
import type { Machine } from './machine.ts';
import {
  type BpfMap,
  type Element,
  evicts,
  isArray,
  isPerCpu,
  MOST_VALUE_BYTES,
  reuses,
} from './map-objects.ts';
import { copyBytes, type Obj, zeroBytes } from './memory.ts';
import { clearSlots, slotsOf } from './slots.ts';
import type { Ptr } from './values.ts';

function newValue(m: Machine, map: BpfMap): Obj {
  const obj = newObj(m, 'value', map.info.name, map.valueSize);
  if (map.valueSize === MOST_VALUE_BYTES) obj.unknown = because('valuesTooLarge');
  if (map.info.value) obj.slots = slotsOf(map.info.value);
  m.options.world?.fill(m, 'value', map.info.name, obj);
  return obj;
}

export function newElement(key: Uint8Array): Element {
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

const sorted = new WeakMap<object, readonly number[]>();

/** Offsets of the kptrs of a value, in order. */
function slotOffsets({ slots }: Obj): readonly number[] {
  if (!slots) return [];
  const known = sorted.get(slots) ?? [...slots.keys()].sort((a, b) => a - b);
  sorted.set(slots, known);
  return known;
}

/** Stretches of a value beside its kptrs and `states`, which stay as they are in the memory that is written. */
function* plainParts(value: Obj, size: number, states: readonly Stretch[] = []): Generator<Stretch> {
  const slots = slotOffsets(value).map((off): Stretch => [off, 8]);
  const kept = states.length === 0 ? slots : [...slots, ...states].sort(([a], [b]) => a - b);
  let start = 0;
  for (const [off, length] of kept) {
    yield [start, off - start];
    start = off + length;
  }
  yield [start, size - start];
}

/** include/linux/bpf.h, copy_map_value. */
export function copyValue(m: Machine, map: BpfMap, target: Obj, value: Ptr): void {
  spend(m, stepsOf(map.valueSize) + (target.slots?.size ?? 0));
  for (const [start, length] of plainParts(target, map.valueSize, map.states))
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
export function targetOf(
  m: Machine,
  map: BpfMap,
  key: string | number,
  bytes: Uint8Array,
  isLocked: boolean,
): Obj {
  const element = find(map, key, bytes);
  if (element && (isArray(map) || isPerCpu(map) || isLocked)) {
    const value = valueIn(m, map, element, m.options.cpu);
    // What is stored in a hash under its lock keeps its kptrs.
    if (isArray(map) || isPerCpu(map)) recycle(m, value);
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

/** The memory is used again: until 7.2 its kptrs were released before, since then who gets it finds them. */
function recycle(m: Machine, value: Obj): void {
  if (compareVersions(m.options.kernel, KPTRS_KEPT_SINCE) < 0) clearSlots(m, value);
}

/** The memory stays readable and waits for the next key; kptrs are released with it where it is given back. */
export function retire(m: Machine, map: BpfMap, element: Element): void {
  const isReused = reuses(map);
  for (const value of element.values) {
    if (!value) continue;
    if (isReused) recycle(m, value);
    else {
      clearSlots(m, value);
      freeObj(m, value);
    }
  }
  if (isReused) map.free.push(element);
}

function replace(m: Machine, map: BpfMap, element: Element): void {
  if (!reuses(map) || evicts(map)) return retire(m, map, element);
  for (const value of element.values) if (value) recycle(m, value);
  map.extra = element;
}

/** Drops the element that was used least recently. */
export function evict(m: Machine, map: BpfMap): void {
  for (const [key, element] of map.elements) {
    map.elements.delete(key);
    retire(m, map, element);
    return;
  }
}
