/** Maps: elements by key, with the answers of bpf/kernel/map-operations. */

import { ERRNO, MAP_UPDATE_FLAGS } from '../../bpf/kernel/flags.ts';
import { programDelete, programUpdate } from '../../bpf/kernel/map-operations/index.ts';
import { hold, spend, stepsOf } from '../budget.ts';
import { type Machine, now } from './machine.ts';
import {
  type BpfMap,
  type Element,
  isArray,
  isBadKey,
  isBloom,
  isTrie,
  keyAt,
  keyBytes,
  keySteps,
} from './map-objects.ts';
import { copyValue, evict, find, newElement, retire, targetOf, valueIn } from './map-values.ts';
import { bytesText, type Obj } from './memory.ts';
import { clearSlots } from './slots.ts';
import { prefixesOf } from './tries.ts';
import type { Ptr } from './values.ts';

/** Room that a map takes for one key beside the value: of a queue, for one value. */
const KEY_BYTES = 128;
const hasLockFlag = (flags: bigint): boolean => (flags & BigInt(MAP_UPDATE_FLAGS.BPF_F_LOCK)) !== 0n;

/** A key that is there because all keys are, unless the program deleted it. */
function conjured(m: Machine, map: BpfMap, key: Ptr): Element | undefined {
  if (!m.options.world?.anyKey.has(map.info.name)) return undefined;
  const found = keyAt(map, key);
  if (map.deleted.has(found) || map.elements.size >= map.most) return undefined;
  const made = newElement(keyBytes(map, key));
  map.elements.set(found, made);
  return made;
}

/** The element of a trie with the longest prefix of a key. */
export function matching(m: Machine, map: BpfMap, key: Ptr): Element | undefined {
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
  const at = { present, full, hasLock: map.hasLock };
  const outcome = programUpdate(map.info.type, flags, at, m.options.kernel);
  if (outcome === undefined) return -ERRNO.EOPNOTSUPP;
  if (isBadKey(map, key)) return -ERRNO.EINVAL;
  if (outcome.result !== 'ok') return -outcome.errno;
  if (outcome.evicts) evict(m, map);
  const target = targetOf(m, map, found, keyBytes(map, key), hasLockFlag(flags));
  copyValue(m, map, target, value);
  return 0;
}

export function remove(m: Machine, map: BpfMap, key: Ptr): number {
  spend(m, keySteps(map));
  const found = keyAt(map, key);
  const element = map.elements.get(found);
  const present = isArray(map) || element !== undefined;
  const outcome = programDelete(map.info.type, present, m.options.kernel);
  if (outcome === undefined) return -ERRNO.EOPNOTSUPP;
  if (isBadKey(map, key)) return -ERRNO.EINVAL;
  if (outcome.result !== 'ok') return -outcome.errno;
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
