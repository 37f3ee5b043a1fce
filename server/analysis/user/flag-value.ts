/**
 * A word of flags as a value: its lower half, and what its upper half, a CPU's number, can be. Numbers of the analysis are
 * exact up to 2^53, so a word is put together from what it was computed from.
 */
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import { flagWord } from '../../../bpf/kernel/map-operations/flag-word.ts';
import type { FlagWord } from '../../../bpf/kernel/map-operations/types.ts';
import { current } from '../domain/exploration.ts';
import { rangeOf } from '../domain/numbers.ts';
import type { State } from '../domain/state.ts';
import type { Num, Value } from '../domain/values.ts';

const HALF = 2n ** 32n;
const DEPTH = 12;

/** undefined: the lower half is not known. */
export function flagsOf(state: State, value: Value | undefined, depth = DEPTH): FlagWord | undefined {
  if (value?.k !== 'num' || depth === 0) return undefined;
  const exact = exactOf(state, value);
  if (exact !== undefined) return flagWord(exact);
  const { sym } = value;
  if (!sym) return undefined;
  if (sym.f === 'cast' && sym.a.k === 'num') return widened(state, sym.a, sym.type, depth);
  if (sym.f === 'or' || sym.f === 'add' || sym.f === 'xor')
    return joined(flagsOf(state, sym.a, depth - 1), flagsOf(state, sym.b, depth - 1));
  if (sym.f === 'shl' && isWide(sym.type) && sym.a.k === 'num' && sym.b?.k === 'num')
    return shifted(state, sym.a, sym.b);
  return undefined;
}

const isWide = (type: CType): boolean => type.k === 'int' && type.size === 8;

/** The number that it certainly is. Those beyond 2^53 are found by their identity. */
export function exactOf(state: State, num: Num): bigint | undefined {
  const { lo, hi } = rangeOf(state, num);
  if (lo === hi && Number.isSafeInteger(lo)) return BigInt(lo);
  if (num.id >= 0) return undefined;
  for (const [value, id] of current.constants) if (id === num.id) return BigInt(value);
  return undefined;
}

/** A conversion to 64 bits keeps what fits; a negative `int` fills the upper half with ones. */
function widened(state: State, from: Num, to: CType, depth: number): FlagWord | undefined {
  if (!isWide(to)) return undefined;
  return flagsOf(state, from, depth - 1);
}

function joined(a: FlagWord | undefined, b: FlagWord | undefined): FlagWord | undefined {
  if (!a || !b) return undefined;
  const low = a.low | b.low;
  if (isZero(a.cpu)) return { low, cpu: b.cpu };
  if (isZero(b.cpu)) return { low, cpu: a.cpu };
  const max = a.cpu.max + b.cpu.max;
  return {
    low,
    cpu: { min: a.cpu.min > b.cpu.min ? a.cpu.min : b.cpu.min, max: max < HALF ? max : HALF - 1n },
  };
}

const isZero = (range: FlagWord['cpu']): boolean => range.max === 0n;

/** `cpu << 32` in 64 bits: nothing in the lower half. */
function shifted(state: State, cpu: Num, by: Num): FlagWord | undefined {
  const { lo, hi } = rangeOf(state, by);
  if (lo !== 32 || hi !== 32) return undefined;
  return { low: 0n, cpu: upperOf(state, cpu) };
}

/** What a number is in 32 bits without a sign. */
function upperOf(state: State, cpu: Num): FlagWord['cpu'] {
  const range = rangeOf(state, cpu);
  const [lo, hi] = [Math.ceil(range.lo), Math.floor(range.hi)];
  const all = { min: 0n, max: HALF - 1n };
  if (!Number.isSafeInteger(lo) || !Number.isSafeInteger(hi)) return innerOf(state, cpu) ?? all;
  // Between two multiples of 2^32 the lower halves have the order of the numbers.
  if (Math.floor(lo / 2 ** 32) !== Math.floor(hi / 2 ** 32)) return innerOf(state, cpu) ?? all;
  return { min: BigInt.asUintN(32, BigInt(lo)), max: BigInt.asUintN(32, BigInt(hi)) };
}

/** Of `(__u64)cpu` with a negative `cpu`, the number that was converted. */
function innerOf(state: State, { sym }: Num): FlagWord['cpu'] | undefined {
  return sym?.f === 'cast' && sym.a.k === 'num' ? upperOf(state, sym.a) : undefined;
}

/**
 * A shift in the word by 32 or more of something that has 32 bits: the CPU's number is lost, or worse. `narrow`: what
 * such shifts gave.
 */
export function hasNarrowShift(
  narrow: ReadonlySet<number>,
  value: Value | undefined,
  depth = DEPTH,
): boolean {
  if (value?.k !== 'num' || depth === 0) return false;
  if (narrow.has(value.id)) return true;
  if (!value.sym) return false;
  return hasNarrowShift(narrow, value.sym.a, depth - 1) || hasNarrowShift(narrow, value.sym.b, depth - 1);
}
