/** Ranges of numbers: operations and comparisons on them, without any state. */
import { foldBinary } from '../../../bpf/flow/ctypes/fold.ts';
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { BinaryOp } from '../../../bpf/flow/graph.ts';
import type { Range } from './state.ts';
import { type Sym, typeRange } from './values.ts';

/** Range of an operation on operands in these ranges; undefined: nothing more than its type says. */
export function operate(sym: Sym, x: Range, y: Range | undefined): Range | undefined {
  const { f, a, b, type } = sym;
  if (f === 'lnot') return flip(truth(x));
  if (f === 'bool') return bool(truth(x));
  if (f === 'cast') return preserved(x, type);
  if (!y || f === 'neg' || f === 'not') return undefined;
  const same = a.k === 'num' && b?.k === 'num' && a.id === b.id;
  const compared = compare(f, x, y, same);
  if (compared !== undefined) return bool(compared);
  if (COMPARISONS.has(f)) return undefined;
  return exactly(f, x, y, type) ?? arithmetic(f, x, y, type);
}

function exactly(f: BinaryOp, x: Range, y: Range, type: CType): Range | undefined {
  if (x.lo !== x.hi || y.lo !== y.hi || Math.abs(x.lo) > SAFE || Math.abs(y.lo) > SAFE) return undefined;
  const value = Number(fold(f, x.lo, y.lo, type));
  return Number.isSafeInteger(value) ? { lo: value, hi: value } : undefined;
}

/** A conversion keeps a number that the new type can hold. */
export function preserved(x: Range, type: CType): Range | undefined {
  const [lo, hi] = typeRange(type);
  return x.lo >= lo && x.hi <= hi ? x : undefined;
}

/**
 * What a number of this range was before it was converted to `type` of the same size, when its old range is `before`:
 * the lower half of the unsigned numbers are themselves, the upper one the negative ones.
 */
export function unconverted(range: Range, before: Range, type: CType): Range | undefined {
  if (type.k !== 'int') return undefined;
  const half = 2 ** (8 * type.size - 1);
  const fitsOther = type.signed
    ? before.lo >= 0 && before.hi <= 2 * half
    : before.lo >= -half && before.hi <= half;
  if (!fitsOther) return undefined;
  if (range.lo >= 0 && range.hi < half) return { lo: range.lo, hi: range.hi };
  if (2 * half > SAFE) return undefined;
  // Only an unsigned number is so large, and only a signed one is negative.
  if (range.lo >= half) return { lo: range.lo - 2 * half, hi: range.hi - 2 * half };
  return range.hi < 0 ? { lo: range.lo + 2 * half, hi: range.hi + 2 * half } : undefined;
}

export const TRUE: Range = { lo: 1, hi: 1 };

export const FALSE: Range = { lo: 0, hi: 0 };

export const COMPARISONS: ReadonlySet<string> = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne']);

export function bool(value: boolean | undefined): Range | undefined {
  return value === undefined ? undefined : value ? TRUE : FALSE;
}

function flip(value: boolean | undefined): Range | undefined {
  return value === undefined ? undefined : value ? FALSE : TRUE;
}

/** Is the number certainly non-zero (true), certainly zero (false), or either (undefined)? */
export function truth(range: Range): boolean | undefined {
  if (range.lo > 0 || range.hi < 0) return true;
  if (range.lo === 0 && range.hi === 0) return false;
  return range.not?.includes(0) ? true : undefined;
}

export function compare(f: BinaryOp, x: Range, y: Range, same: boolean): boolean | undefined {
  if (same) {
    if (f === 'eq' || f === 'le' || f === 'ge') return true;
    if (f === 'ne' || f === 'lt' || f === 'gt') return false;
  }
  switch (f) {
    case 'lt':
      return x.hi < y.lo ? true : x.lo >= y.hi ? false : undefined;
    case 'le':
      return x.hi <= y.lo ? true : x.lo > y.hi ? false : undefined;
    case 'gt':
      return compare('lt', y, x, same);
    case 'ge':
      return compare('le', y, x, same);
    case 'eq':
      return equal(x, y);
    case 'ne': {
      const eq = equal(x, y);
      return eq === undefined ? undefined : !eq;
    }
    default:
      return undefined;
  }
}

function equal(x: Range, y: Range): boolean | undefined {
  if (x.hi < y.lo || y.hi < x.lo) return false;
  if (x.lo === x.hi && y.lo === y.hi) return x.lo === y.lo;
  if (x.lo === x.hi && y.not?.includes(x.lo)) return false;
  if (y.lo === y.hi && x.not?.includes(y.lo)) return false;
  return undefined;
}

/** Result range of an operation in `type`; the whole type when it could wrap. */
export function arithmetic(f: BinaryOp, x: Range, y: Range, type: CType): Range | undefined {
  const [min, max] = typeRange(type);
  const fit = (lo: number, hi: number): Range => (lo >= min && hi <= max ? { lo, hi } : { lo: min, hi: max });
  switch (f) {
    case 'add':
      return fit(x.lo + y.lo, x.hi + y.hi);
    case 'sub':
      return fit(x.lo - y.hi, x.hi - y.lo);
    case 'mul': {
      const corners = [x.lo * y.lo, x.lo * y.hi, x.hi * y.lo, x.hi * y.hi];
      return corners.some(Number.isNaN) ? undefined : fit(Math.min(...corners), Math.max(...corners));
    }
    case 'and':
      if (y.lo >= 0 && x.lo >= 0) return fit(0, Math.min(x.hi, y.hi));
      return y.lo >= 0 ? fit(0, y.hi) : x.lo >= 0 ? fit(0, x.hi) : undefined;
    case 'mod':
      return y.lo > 0 && x.lo >= 0 ? fit(0, Math.min(x.hi, y.hi - 1)) : undefined;
    case 'div':
      return y.lo > 0 && x.lo >= 0 ? fit(0, Math.floor(x.hi / y.lo)) : undefined;
    case 'shr':
      return x.lo >= 0 && y.lo >= 0 && y.lo === y.hi && y.hi < 64
        ? fit(Math.floor(x.lo / 2 ** y.lo), Math.floor(x.hi / 2 ** y.lo))
        : undefined;
    case 'shl':
      return x.lo >= 0 && y.lo >= 0 && y.lo === y.hi && y.hi < 64
        ? fit(x.lo * 2 ** y.lo, x.hi * 2 ** y.lo)
        : undefined;
    case 'or':
    case 'xor':
      return x.lo >= 0 && y.lo >= 0 && x.hi + y.hi <= max ? { lo: 0, hi: x.hi + y.hi } : undefined;
    default:
      return undefined;
  }
}

/** Exact folding of two constants in `type`, division as BPF does it: by zero gives 0, modulo zero the dividend. */
export function fold(f: BinaryOp, a: number, b: number, type: CType): bigint | undefined {
  if (b === 0 && f === 'div') return 0n;
  return foldBinary(f, BigInt(a), BigInt(b), type) ?? (f === 'mod' ? BigInt(a) : undefined);
}

export const SAFE = Number.MAX_SAFE_INTEGER;

/** Small results as numbers, so that equal constants share an id whichever way they were made. */
export function absent(value: bigint): bigint | number {
  return value >= -BigInt(SAFE) && value <= BigInt(SAFE) ? Number(value) : value;
}

export function mirror(f: BinaryOp): BinaryOp {
  const other: Partial<Record<BinaryOp, BinaryOp>> = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' };
  return other[f] ?? f;
}

export const NEGATED: Partial<Record<Sym['f'], BinaryOp>> = {
  lt: 'ge',
  le: 'gt',
  gt: 'le',
  ge: 'lt',
  eq: 'ne',
  ne: 'eq',
};
