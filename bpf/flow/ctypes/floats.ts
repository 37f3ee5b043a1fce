/** Floating point of user space: IEEE 754 as the compiler and the machine do it. Constants are kept as their bits. */

import type { BinaryOp } from '../graph.ts';
import { F32, F64, F128 } from './ctypes.ts';
import { wrap } from './fold.ts';
import type { CType, FloatType } from './types.ts';

const view = new DataView(new ArrayBuffer(8));

/** The bits of a double, as a constant of any floating type has them. */
export function floatBits(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

export function bitsFloat(bits: bigint): number {
  view.setBigUint64(0, BigInt.asUintN(64, bits));
  return view.getFloat64(0);
}

/** The nearest number of a type. */
export function roundTo(type: FloatType, value: number): number {
  return type.size === 4 ? Math.fround(value) : value;
}

export interface FloatLiteral {
  readonly value: number;
  readonly type: FloatType;
}

const DECIMAL = /^(\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?([fFlL]?)$/;
const HEX = /^0[xX]([\da-fA-F]*)(?:\.([\da-fA-F]*))?[pP]([-+]?\d{1,5})([fFlL]?)$/;
/** Hexadecimal digits whose value a double holds exactly. */
const EXACT_DIGITS = 13;

/** A floating literal; undefined: it is none, or not one that can be read exactly. */
export function parseFloating(source: string): FloatLiteral | undefined {
  const text = source.replaceAll("'", '').replace(/^[-+]/, '');
  const sign = source.startsWith('-') ? -1 : 1;
  const found = decimal(text) ?? hexadecimal(text);
  return found && { ...found, value: sign * roundTo(found.type, found.value) };
}

function decimal(text: string): FloatLiteral | undefined {
  const match = text.length > 200 ? null : DECIMAL.exec(text);
  if (!match || !/[.eE]/.test(text)) return undefined;
  const suffix = match[2]!.toLowerCase();
  return { value: Number(suffix === '' ? text : text.slice(0, -1)), type: typeOf(suffix) };
}

function hexadecimal(text: string): FloatLiteral | undefined {
  const match = text.length > 200 ? null : HEX.exec(text);
  if (!match) return undefined;
  const [, whole = '', part = '', power = '0', suffix = ''] = match;
  const digits = (whole + part).replace(/^0+/, '');
  if (whole + part === '' || digits.length > EXACT_DIGITS) return undefined;
  const value = Number.parseInt(digits || '0', 16) * 2 ** (Number(power) - 4 * part.length);
  return { value, type: typeOf(suffix.toLowerCase()) };
}

const typeOf = (suffix: string): FloatType => (suffix === 'f' ? F32 : suffix === 'l' ? F128 : F64);

/** C11 6.3.1.8: the larger of two floating types wins, and a floating type over an integer. */
export function commonFloat(a: CType, b: CType): FloatType | undefined {
  if (a.k === 'float' && b.k === 'float') return a.size >= b.size ? a : b;
  return a.k === 'float' ? a : b.k === 'float' ? b : undefined;
}

const OPERATIONS: Partial<Record<BinaryOp, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  gt: (a, b) => Number(a > b),
  ge: (a, b) => Number(a >= b),
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
};

/** `a f b` in a floating type, to which both were converted; undefined: there is no such operation, or the result is
 *  not exact in a type that has more digits than a double. */
export function floatOperation(
  f: BinaryOp,
  type: FloatType,
): ((a: number, b: number) => number | undefined) | undefined {
  const compute = OPERATIONS[f];
  if (!compute) return undefined;
  if (type.size === 16) return (a, b) => (isExact(f, a, b) ? compute(a, b) : undefined);
  return type.size === 4 ? (a, b) => Math.fround(compute(a, b)) : compute;
}

/** Whether a double holds the whole result: `long double` has eleven bits more, which are not kept here. */
function isExact(f: BinaryOp, a: number, b: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return true;
  switch (f) {
    case 'add':
      return sumError(a, b) === 0;
    case 'sub':
      return sumError(a, -b) === 0;
    case 'mul':
      return isProduct(a, b, a * b);
    case 'div':
      return b === 0 || isProduct(b, a / b, a);
    default:
      return true;
  }
}

function sumError(a: number, b: number): number {
  const sum = a + b;
  const part = sum - a;
  return a - (sum - part) + (b - part);
}

/** Whether a * b is exactly `product`, worked out on integers. */
function isProduct(a: number, b: number, product: number): boolean {
  const [x, y, z] = [fraction(a), fraction(b), fraction(product)];
  const left = x.digits * y.digits;
  const power = x.power + y.power - z.power;
  if (Math.abs(power) > 4096) return left === 0n && z.digits === 0n;
  return power >= 0 ? left << BigInt(power) === z.digits : left === z.digits << BigInt(-power);
}

/** A finite number as digits * 2^power. */
function fraction(value: number): { digits: bigint; power: number } {
  const bits = floatBits(value);
  const power = Number((bits >> 52n) & 0x7ffn);
  const digits = (bits & 0xfffffffffffffn) | (power === 0 ? 0n : 1n << 52n);
  return { digits: bits >> 63n === 1n ? -digits : digits, power: Math.max(power, 1) - 1075 };
}

/** A floating value as an integer: cut off at the point; what does not fit is what x86-64 makes of it. */
export function floatToInt(value: number, type: CType): bigint {
  if (type.k !== 'int') return 0n;
  if (type.bool) return value === 0 ? 0n : 1n;
  const bits = type.size <= 4 && (type.signed || type.size < 4) ? 32 : 64;
  const least = -(2 ** (bits - 1));
  const isUnsigned64 = type.size === 8 && !type.signed;
  const fits = value > least - 1 && (value < -least || (isUnsigned64 && value < 2 ** 64));
  return wrap(fits ? BigInt(Math.trunc(value)) : BigInt(least), type);
}

/** An integer as a floating value, rounded once. */
export function intToFloat(value: bigint, type: FloatType): number {
  if (type.size !== 4) return Number(value);
  const size = value < 0n ? -value : value;
  if (size < 1n << 53n) return Math.fround(Number(value));
  // The bits that a double drops must not be lost for the second rounding: one that stands for them is enough.
  const shift = BigInt(size.toString(2).length - 40);
  const kept = (size >> shift) | ((size & ((1n << shift) - 1n)) === 0n ? 0n : 1n);
  const rounded = Math.fround(Number(kept)) * 2 ** Number(shift);
  return value < 0n ? -rounded : rounded;
}
