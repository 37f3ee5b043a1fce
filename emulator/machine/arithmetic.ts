/**
 * Integer arithmetic as BPF does it: wrap-around in the width of the type, division by zero gives 0, modulo by zero
 * the dividend (Documentation/bpf/standardization/instruction-set.rst). 32-bit operations are plain number
 * arithmetic; 64-bit ones are while the result stays a safe integer, else exact through bpf/flow/ctypes/fold.ts.
 */
import { foldBinary, foldUnary, wrap } from '../../bpf/flow/ctypes/fold.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { BinaryOp, UnaryOp } from '../../bpf/flow/graph.ts';
import { norm, Ptr, toBig, type Value } from './values.ts';

export type Binary = (a: Value, b: Value) => Value;
export type Unary = (a: Value) => Value;

const SAFE = Number.MAX_SAFE_INTEGER;
const TWO32 = 0x100000000;

/** The exact way, for any width and any operands. */
function exact(f: BinaryOp, type: CType): Binary {
  return (a, b) => {
    const x = toBig(a);
    const y = toBig(b);
    const result = foldBinary(f, x, y, type);
    if (result !== undefined) return norm(result);
    return f === 'mod' ? norm(x) : 0;
  };
}

/** Operations on 32 bits: the operands are numbers in the range of the type. */
const NARROW: Readonly<Record<BinaryOp, (a: number, b: number, signed: boolean) => number>> = {
  add: (a, b, signed) => (signed ? (a + b) | 0 : (a + b) >>> 0),
  sub: (a, b, signed) => (signed ? (a - b) | 0 : (a - b) >>> 0),
  mul: (a, b, signed) => (signed ? Math.imul(a, b) : Math.imul(a, b) >>> 0),
  div: (a, b, signed) => (b === 0 ? 0 : signed ? (a / b) | 0 : (a / b) >>> 0),
  mod: (a, b) => (b === 0 ? a : (a % b) + 0),
  and: (a, b, signed) => (signed ? a & b : (a & b) >>> 0),
  or: (a, b, signed) => (signed ? a | b : (a | b) >>> 0),
  xor: (a, b, signed) => (signed ? a ^ b : (a ^ b) >>> 0),
  shl: (a, b, signed) => (signed ? a << b : (a << b) >>> 0),
  shr: (a, b, signed) => (signed ? a >> b : a >>> b),
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a <= b ? 1 : 0),
  gt: (a, b) => (a > b ? 1 : 0),
  ge: (a, b) => (a >= b ? 1 : 0),
  eq: (a, b) => (a === b ? 1 : 0),
  ne: (a, b) => (a !== b ? 1 : 0),
};

/** `a % b` of a negative multiple is -0 in JavaScript. */
const positiveZero = (value: number): number => value + 0;

const high = (value: number): number => Math.floor(value / TWO32);

/** Bit by bit on two halves; both operands are safe and not negative. */
function halves(f: (a: number, b: number) => number): (a: number, b: number) => number {
  return (a, b) => (f(high(a), high(b)) >>> 0) * TWO32 + (f(a, b) >>> 0);
}

/** 64-bit operations on safe numbers: the result, or NaN when it has to be worked out exactly. */
const WIDE: Readonly<Record<BinaryOp, (a: number, b: number, signed: boolean) => number>> = {
  add: (a, b, signed) => inRange(a + b, signed),
  sub: (a, b, signed) => inRange(a - b, signed),
  mul: (a, b, signed) => inRange(a * b, signed),
  div: (a, b) => (b === 0 ? 0 : positiveZero(Math.trunc(a / b))),
  mod: (a, b) => (b === 0 ? a : positiveZero(a % b)),
  and: (a, b) => (a >= 0 && b >= 0 ? halves((x, y) => x & y)(a, b) : Number.NaN),
  or: (a, b) => (a >= 0 && b >= 0 ? halves((x, y) => x | y)(a, b) : Number.NaN),
  xor: (a, b) => (a >= 0 && b >= 0 ? halves((x, y) => x ^ y)(a, b) : Number.NaN),
  shl: (a, b, signed) => (b >= 0 && b < 53 ? inRange(a * 2 ** b, signed) : Number.NaN),
  shr: (a, b) => (b >= 0 && b < 64 ? Math.floor(a / 2 ** b) : Number.NaN),
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a <= b ? 1 : 0),
  gt: (a, b) => (a > b ? 1 : 0),
  ge: (a, b) => (a >= b ? 1 : 0),
  eq: (a, b) => (a === b ? 1 : 0),
  ne: (a, b) => (a !== b ? 1 : 0),
};

function inRange(value: number, signed: boolean): number {
  return value <= SAFE && value >= (signed ? -SAFE : 0) ? value : Number.NaN;
}

/** `a f b` in `type`, to which both operands were converted. */
export function binary(f: BinaryOp, type: CType): Binary {
  const slow = exact(f, type);
  if (type.k === 'int' && type.size === 4) {
    const narrow = NARROW[f];
    const { signed } = type;
    return (a, b) => (typeof a === 'number' && typeof b === 'number' ? narrow(a, b, signed) : slow(a, b));
  }
  if (type.k === 'int' && type.size !== 8) return slow;
  const wide = WIDE[f];
  const signed = type.k === 'int' && type.signed;
  const pointers = withPointers(f, slow);
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      const result = wide(a, b, signed);
      return Number.isNaN(result) ? slow(a, b) : result;
    }
    return a instanceof Ptr || b instanceof Ptr ? pointers(a, b) : slow(a, b);
  };
}

/** A number may be the address of what a pointer points to. */
function isSame(a: Value, b: Value): boolean {
  if (a instanceof Ptr && b instanceof Ptr) return a.obj === b.obj && a.off === b.off;
  if (a === b) return true;
  return a !== 0 && b !== 0 && toBig(a) === toBig(b);
}

/** Comparisons look at the place; sums and differences with a number stay pointers; the rest sees addresses. */
function withPointers(f: BinaryOp, slow: Binary): Binary {
  if (f === 'eq') return (a, b) => (isSame(a, b) ? 1 : 0);
  if (f === 'ne') return (a, b) => (isSame(a, b) ? 0 : 1);
  if (f === 'add')
    return (a, b) => (a instanceof Ptr ? shifted(a, b, 1, slow) : shifted(b as Ptr, a, 1, slow));
  if (f === 'sub') return (a, b) => (a instanceof Ptr ? shifted(a, b, -1, slow) : slow(a, b));
  return slow;
}

function shifted(ptr: Ptr, by: Value, sign: 1 | -1, slow: Binary): Value {
  if (typeof by !== 'number') return slow(ptr, by);
  return new Ptr(ptr.obj, ptr.off + sign * by, ptr.ref, ptr.gen);
}

export function unary(f: UnaryOp, type: CType): Unary {
  if (f === 'lnot') return (a) => (a === 0 ? 1 : 0);
  const slow: Unary = (a) => norm(foldUnary(f, toBig(a), type));
  if (type.k !== 'int' || type.size !== 4) return slow;
  const compute = f === 'neg' ? (a: number) => -a : (a: number) => ~a;
  if (type.signed) return (a) => (typeof a === 'number' ? compute(a) | 0 : slow(a));
  return (a) => (typeof a === 'number' ? compute(a) >>> 0 : slow(a));
}

/** Conversion to `to`. A pointer that is made an integer of its own width stays one, so that it can come back. */
export function cast(to: CType): Unary {
  if (to.k === 'ptr') return (a) => (typeof a === 'number' && a >= 0 ? a : toPointer(a));
  if (to.k !== 'int') return (a) => a;
  if (to.bool) return (a) => (a === 0 ? 0 : 1);
  const slow: Unary = (a) => norm(wrap(toBig(a), to));
  if (to.size === 4) {
    if (to.signed) return (a) => (typeof a === 'number' ? a | 0 : slow(a));
    return (a) => (typeof a === 'number' ? a >>> 0 : slow(a));
  }
  if (to.size < 4) {
    const shift = 32 - 8 * to.size;
    if (to.signed) return (a) => (typeof a === 'number' ? (a << shift) >> shift : slow(a));
    return (a) => (typeof a === 'number' ? (a << shift) >>> shift : slow(a));
  }
  if (to.size > 8) return slow;
  if (to.signed) return (a) => (typeof a === 'bigint' ? slow(a) : a);
  return (a) => (typeof a === 'number' ? (a >= 0 ? a : slow(a)) : a instanceof Ptr ? a : slow(a));
}

function toPointer(value: Value): Value {
  return value instanceof Ptr ? value : norm(BigInt.asUintN(64, toBig(value)));
}
