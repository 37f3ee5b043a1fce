/** Maps as objects: what one is made of, of what kind it is, and how a key of it is read. */

import { sizeOf, strideOf } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import { holdsLock, kernelStates, type Stretch } from '../../bpf/flow/declare/map-facts.ts';
import type { MapInfo } from '../../bpf/flow/graph.ts';
import { mapKind } from '../../bpf/kernel/map-operations/kinds.ts';
import { type MapType, mapType } from '../../bpf/kernel/maps.ts';
import { newObj, stepsOf } from '../budget.ts';
import type { Machine } from './machine.ts';
import { bytesText, type Obj } from './memory.ts';
import { exactKey, isWhole } from './tries.ts';
import type { Ptr } from './values.ts';

export interface BpfMap {
  readonly info: MapInfo;
  readonly type: MapType | undefined;
  readonly obj: Obj;
  readonly keySize: number;
  readonly valueSize: number;
  readonly most: number;
  readonly hasLock: boolean;
  /** Its one value is the variables of a section. */
  readonly isSection?: boolean;
  /** What of a value is the kernel's own state. */
  readonly states: readonly Stretch[];
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
  /** Of an arena: pages that are allocated. */
  pages: number;
}

/** One value a CPU, or one for all. */
export interface Element {
  readonly key: Uint8Array;
  readonly values: (Obj | undefined)[];
}

/** Values are not larger here; what lies beyond is not known. */
export const MOST_VALUE_BYTES = 1 << 22;
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
    hasLock: holdsLock(info.value),
    states: kernelStates(info.value),
    elements: new Map(),
    deleted: new Set(),
    free: [],
    extra: undefined,
    queue: [],
    pages: 0,
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

export const isArray = (map: BpfMap): boolean => map.type?.keys === 'index';
export const isPerCpu = (map: BpfMap): boolean => map.type?.perCpu === true;
export const isArena = (map: BpfMap): boolean => map.info.type.endsWith('_ARENA');
export const isTrie = (map: BpfMap): boolean => map.info.type.endsWith('LPM_TRIE');
/** A key that the map cannot have. */
export const isBadKey = (map: BpfMap, key: Ptr): boolean => isTrie(map) && !isWhole(keyBytes(map, key));
/** A set that only grows: it can hold more than it was made for. */
export const isBloom = (map: BpfMap): boolean => map.info.type.endsWith('BLOOM_FILTER');
/** A full one drops the least recently used element. */
export const evicts = (map: BpfMap): boolean => mapKind(map.info.type)?.evicts === true;
const NO_PREALLOC = 1;
/** Memory of deleted elements goes to new ones. */
export const reuses = (map: BpfMap): boolean => (map.info.flags & NO_PREALLOC) === 0;

/** Steps that it takes to make a key of bytes. */
export const keySteps = (map: BpfMap): number => stepsOf((isTrie(map) ? 3 : 1) * KEY_COST * map.keySize);

/** The key at a place as something to find it by. */
export function keyAt(map: BpfMap, key: Ptr): string | number {
  if (isArray(map)) return key.obj.dv.getUint32(key.off, true);
  const bytes = keyBytes(map, key);
  return bytesText(isTrie(map) ? exactKey(bytes) : bytes);
}

export function keyBytes(map: BpfMap, key: Ptr): Uint8Array {
  return key.obj.bytes.subarray(key.off, key.off + map.keySize);
}
