/** What a map's definition says to those who work on it: sizes, type, whether its values have a lock. */
import type { MapFacts } from '../../kernel/map-operations/types.ts';
import { isSpinLock } from '../../kernel/special-fields.ts';
import { sizeOf } from '../ctypes/ctypes.ts';
import type { CType } from '../ctypes/types.ts';
import type { MapInfo } from '../graph.ts';

/** undefined: its type or sizes are not known. */
export function mapFacts({ name, type, key, value, maxEntries, flags }: MapInfo): MapFacts | undefined {
  const keySize = key && sizeOf(key);
  const valueSize = value && sizeOf(value);
  if (type === '' || keySize === undefined || valueSize === undefined || valueSize === 0) return undefined;
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
