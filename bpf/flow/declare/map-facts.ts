/** What a map's definition says to those who work on it: sizes, type, whether its values have a lock. */
import { mapKind } from '../../kernel/map-operations/kinds.ts';
import type { MapFacts } from '../../kernel/map-operations/types.ts';
import { isKernelState, isSpinLock } from '../../kernel/special-fields.ts';
import { sizeOf } from '../ctypes/ctypes.ts';
import type { CType } from '../ctypes/types.ts';
import type { MapInfo } from '../graph.ts';
import { CONSTANTS } from './predeclared.ts';

/** undefined: its type or sizes are not known. */
export function mapFacts({ name, type, key, value, maxEntries, flags }: MapInfo): MapFacts | undefined {
  const kind = mapKind(type);
  const keySize = key || kind?.keys !== 'none' ? key && sizeOf(key) : 0;
  const valueSize = value || kind?.family !== 'no-elements' ? value && sizeOf(value) : 0;
  if (type === '' || keySize === undefined || valueSize === undefined) return undefined;
  if (valueSize === 0 && kind?.family !== 'no-elements') return undefined;
  return {
    name,
    type,
    keySize,
    valueSize,
    maxEntries: maxEntries ?? 0,
    mapFlags: flags,
    hasSpinLock: holdsLock(value),
  };
}

/** Whether a bpf_spin_lock is in a value of that type. */
export function holdsLock(type: CType | undefined, seen: Set<CType> = new Set()): boolean {
  if (type?.k !== 'struct' || seen.has(type)) return false;
  seen.add(type);
  if (isSpinLock(type.name)) return true;
  return type.fields.some((field) => holdsLock(field.type, seen));
}

export type Stretch = readonly [start: number, length: number];
const MOST_STATES = 64;

/** Locks, timers and the like in a value: nobody copies them in or out (include/linux/bpf.h, copy_map_value). */
export function kernelStates(type: CType | undefined, at = 0, found: Stretch[] = []): readonly Stretch[] {
  if (type?.k !== 'struct' || found.length >= MOST_STATES) return found;
  for (const field of type.fields) {
    const inner = field.type;
    if (inner.k !== 'struct') continue;
    if (isKernelState(inner.name)) found.push([at + field.offset, sizeOf(inner) ?? 0]);
    else kernelStates(inner, at + field.offset, found);
  }
  return found;
}

const PREFIX = 'BPF_MAP_TYPE_';

/** `enum bpf_map_type`. */
export function mapTypeNumber(name: string): number | undefined {
  const known = name.startsWith(PREFIX) ? CONSTANTS.get(name) : undefined;
  return known && Number(known.value);
}

export function mapTypeName(number: number): string | undefined {
  for (const [name, { value }] of CONSTANTS)
    if (name.startsWith(PREFIX) && Number(value) === number) return name;
  return undefined;
}
