/** A word of flags whose upper half may be known as a range only, and questions about it with three answers. */
import { MAP_UPDATE_FLAGS } from '../flags.ts';
import type { FlagWord } from './types.ts';

/** undefined: it depends on what is not known. */
export type Tri = boolean | undefined;

const bit = (name: keyof typeof MAP_UPDATE_FLAGS): bigint => BigInt(MAP_UPDATE_FLAGS[name]);
export const NOEXIST = bit('BPF_NOEXIST');
export const EXIST = bit('BPF_EXIST');
export const LOCK = bit('BPF_F_LOCK');
export const CPU = bit('BPF_F_CPU');
export const ALL_CPUS = bit('BPF_F_ALL_CPUS');

/** The word of a value: as the kernel sees it, 64 bits without a sign. */
export function flagWord(flags: bigint): FlagWord {
  const word = BigInt.asUintN(64, flags);
  const cpu = word >> 32n;
  return { low: word & 0xffffffffn, cpu: { min: cpu, max: cpu } };
}

export const has = ({ low }: FlagWord, flag: bigint): boolean => (low & flag) !== 0n;

/** The upper half is not zero. */
export function hasUpper({ cpu }: FlagWord): Tri {
  if (cpu.min > 0n) return true;
  return cpu.max === 0n ? false : undefined;
}

/** A bit outside of `allowed`, the upper half included. */
export function outside(flags: FlagWord, allowed: bigint): Tri {
  return (flags.low & ~allowed) !== 0n ? true : hasUpper(flags);
}

/** The whole word without `ignored` is above `limit`. */
export function above(flags: FlagWord, limit: bigint, ignored = 0n): Tri {
  return (flags.low & ~ignored) > limit ? true : hasUpper(flags);
}

/** The whole word without `ignored` is exactly `value`. */
export function exactly(flags: FlagWord, value: bigint, ignored = 0n): Tri {
  if ((flags.low & ~ignored) !== value) return false;
  const upper = hasUpper(flags);
  return upper === undefined ? undefined : !upper;
}

export function and(...parts: readonly Tri[]): Tri {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

export function or(...parts: readonly Tri[]): Tri {
  if (parts.includes(true)) return true;
  return parts.includes(undefined) ? undefined : false;
}

export const not = (part: Tri): Tri => (part === undefined ? undefined : !part);

/** Whether something is `wanted`; it may be unknown what it is. */
export const is = <T>(value: T | undefined, wanted: T): Tri =>
  value === undefined ? undefined : value === wanted;
