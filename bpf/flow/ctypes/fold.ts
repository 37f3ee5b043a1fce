/** Exact integer arithmetic on constants, with the wrap-around of the type. */

import type { BinaryOp, UnaryOp } from '../graph.ts';
import { U64 } from './ctypes.ts';
import type { CType } from './types.ts';

/** The value as two's complement of that type prints it. */
export function wrap(value: bigint, type: CType): bigint {
  if (type.k === 'ptr') return BigInt.asUintN(64, value);
  if (type.k !== 'int') return value;
  if (type.bool) return value === 0n ? 0n : 1n;
  return type.signed ? BigInt.asIntN(type.size * 8, value) : BigInt.asUintN(type.size * 8, value);
}

const COMPARE: Partial<Record<BinaryOp, (a: bigint, b: bigint) => boolean>> = {
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
};

/** True for the operators whose result is an `int` truth value. */
export function isComparison(f: BinaryOp): boolean {
  return f in COMPARE;
}

/**
 * `a f b` in `type` (both operands already converted), or undefined where C leaves it undefined or the machine decides
 * (division by zero; shift counts are masked as BPF does).
 */
export function foldBinary(f: BinaryOp, a: bigint, b: bigint, type: CType): bigint | undefined {
  const compare = COMPARE[f];
  if (compare) return compare(a, b) ? 1n : 0n;
  const t = type.k === 'int' ? type : U64;
  const count = b & BigInt(t.size * 8 - 1);
  switch (f) {
    case 'add':
      return wrap(a + b, t);
    case 'sub':
      return wrap(a - b, t);
    case 'mul':
      return wrap(a * b, t);
    case 'div':
      return b === 0n ? undefined : wrap(a / b, t);
    case 'mod':
      return b === 0n ? undefined : wrap(a % b, t);
    case 'and':
      return wrap(a & b, t);
    case 'or':
      return wrap(a | b, t);
    case 'xor':
      return wrap(a ^ b, t);
    case 'shl':
      return wrap(a << count, t);
    case 'shr':
      return wrap(a >> count, t);
    default:
      return undefined;
  }
}

export function foldUnary(f: UnaryOp, a: bigint, type: CType): bigint {
  if (f === 'lnot') return a === 0n ? 1n : 0n;
  return wrap(f === 'neg' ? -a : ~a, type);
}
