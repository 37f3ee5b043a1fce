/**
 * Bits that a number may have and those that it surely has, as far as the way it was computed tells
 * (kernel/bpf/tnum.c; clang's known bits say the same).
 */
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { BinaryOp } from '../../../bpf/flow/graph.ts';
import type { Range } from './state.ts';
import type { Num, Sym, Value } from './values.ts';

const ALL = (1n << 64n) - 1n;
const DEPTH = 4;

interface Bits {
  /** Set here: may be set in the number, which is seen as 64 bits. */
  readonly maybe: bigint;
  /** Set here: is set in the number. */
  readonly surely: bigint;
}

const ANY: Bits = { maybe: ALL, surely: 0n };

/** What combining bits gives beyond the ranges of the operands; undefined: nothing. */
export function byBits(f: BinaryOp, a: Num, b: Num, type: CType): Range | undefined {
  if (type.k !== 'int') return undefined;
  if (a.id === b.id && (f === 'sub' || f === 'xor')) return { lo: 0, hi: 0 };
  const constant = constantOf(b) ?? (f === 'mod' ? undefined : constantOf(a));
  const other = constantOf(b) === undefined ? b : a;
  if (constant === undefined) return undefined;
  if (f === 'and') return masked(bitsOf(other, DEPTH), BigInt.asUintN(64, constant));
  if (f === 'or') return withBits(other, constant, type);
  if (f === 'mod' && !type.signed && constant > 0n && (constant & (constant - 1n)) === 0n)
    return masked(bitsOf(other, DEPTH), constant - 1n);
  return undefined;
}

function masked(bits: Bits, mask: bigint): Range | undefined {
  const maybe = bits.maybe & mask;
  if (maybe > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return { lo: Number(bits.surely & mask), hi: Number(maybe) };
}

/** `x | c` is at least `c`; of a signed one it is known that it is not 0. */
function withBits(other: Num, constant: bigint, type: CType & { k: 'int' }): Range | undefined {
  const least = Number(constant);
  if (least <= 0 || !Number.isSafeInteger(least)) return undefined;
  const size = 2 ** (8 * type.size);
  if (!type.signed || other.lo >= 0) return { lo: least, hi: type.signed ? size / 2 - 1 : size - 1 };
  return { lo: -size / 2, hi: size / 2 - 1, not: [0] };
}

function constantOf(num: Num): bigint | undefined {
  return num.lo === num.hi && Number.isSafeInteger(num.lo) ? BigInt(num.lo) : undefined;
}

function bitsOf(value: Value | undefined, depth: number): Bits {
  if (value?.k !== 'num') return ANY;
  const constant = constantOf(value);
  if (constant !== undefined) {
    const bits = BigInt.asUintN(64, constant);
    return { maybe: bits, surely: bits };
  }
  const own = byRange(value);
  const { sym } = value;
  if (!sym || depth === 0) return own;
  const found = ofOperation(sym, depth - 1);
  return { maybe: own.maybe & found.maybe, surely: own.surely | found.surely };
}

function byRange({ lo, hi }: Num): Bits {
  if (lo < 0 || hi > Number.MAX_SAFE_INTEGER) return ANY;
  return { maybe: (1n << BigInt(hi.toString(2).length)) - 1n, surely: 0n };
}

function ofOperation({ f, a, b, type }: Sym, depth: number): Bits {
  const width = type.k === 'int' ? BigInt(8 * type.size) : 64n;
  const [x, y] = [bitsOf(a, depth), bitsOf(b, depth)];
  const by = b?.k === 'num' ? constantOf(b) : undefined;
  switch (f) {
    case 'and':
      return inWidth({ maybe: x.maybe & y.maybe, surely: x.surely & y.surely }, type, width);
    case 'or':
      return inWidth({ maybe: x.maybe | y.maybe, surely: x.surely | y.surely }, type, width);
    case 'xor':
      return inWidth({ maybe: x.maybe | y.maybe, surely: 0n }, type, width);
    case 'shl':
      if (by === undefined || by < 0n || by >= width) return ANY;
      return inWidth({ maybe: x.maybe << by, surely: x.surely << by }, type, width);
    case 'mul':
      return inWidth(above(zeros(x.maybe) + zeros(y.maybe)), type, width);
    case 'add':
    case 'sub':
      return inWidth(above(min(zeros(x.maybe), zeros(y.maybe))), type, width);
    case 'cast':
      return inWidth(x, type, width);
    default:
      return ANY;
  }
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Any bits but the lowest `n`. */
function above(n: bigint): Bits {
  return { maybe: n >= 64n ? 0n : (ALL << n) & ALL, surely: 0n };
}

/** Number of low bits that are surely clear. */
function zeros(maybe: bigint): bigint {
  const lowest = maybe & -maybe;
  return lowest === 0n ? 64n : BigInt(lowest.toString(2).length - 1);
}

/** Cut off at the type's width, and carried on with its sign. */
function inWidth(bits: Bits, type: CType, width: bigint): Bits {
  const low = (1n << width) - 1n;
  const isSigned = type.k === 'int' && type.signed && ((bits.maybe >> (width - 1n)) & 1n) === 1n;
  const maybe = (bits.maybe & low) | (isSigned ? ALL & ~low : 0n);
  return { maybe, surely: bits.surely & low };
}
