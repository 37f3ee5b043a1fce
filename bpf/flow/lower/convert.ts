/** Conversions between types, and reading and writing of places. */

import { because } from '../../words/reasons.ts';
import {
  commonInt,
  F64,
  isRecord,
  pointerTo,
  promote,
  S64,
  sameInt,
  strideOf,
  U64,
  UNKNOWN,
} from '../ctypes/ctypes.ts';
import { commonFloat, floatToInt, intToFloat } from '../ctypes/floats.ts';
import { wrap } from '../ctypes/fold.ts';
import type { CType, IntType } from '../ctypes/types.ts';
import type { At, BitField, Reg } from '../graph.ts';
import {
  binary,
  constant,
  constOf,
  emit,
  type Fn,
  floatConstant,
  floatOf,
  giveUp,
  newReg,
  notUnderstood,
  setReg,
  type Value,
  voidValue,
} from './builder.ts';

/** Something that can be assigned to or whose address can be taken. */
export type Place =
  | { readonly p: 'reg'; readonly reg: Reg; readonly type: CType; readonly volatile: boolean }
  | {
      readonly p: 'mem';
      /** Address of the object. */
      readonly ptr: Value;
      readonly type: CType;
      readonly volatile: boolean;
      readonly bits?: BitField;
    };

function castTo(fn: Fn, value: Value, to: CType, at: At): Value {
  const dst = newReg(fn, to);
  emit(fn, { op: 'cast', dst, a: value.op, from: value.type, to, at });
  return { op: dst, type: to };
}

function needsCast(from: CType, to: CType, explicit: boolean): boolean {
  if (to.k === 'int') return from.k !== 'int' || !sameInt(from, to);
  if (to.k === 'ptr') return from.k === 'int' || (explicit && from.k === 'ptr');
  return to.k === 'float' && !(from.k === 'float' && from.size === to.size);
}

/** Converts a value as an assignment (or, `explicit`, a cast) does. Between pointers only a cast leaves a trace. */
export function convert(fn: Fn, value: Value, to: CType, at: At, explicit = false): Value {
  if (to.k === 'void') return voidValue(fn);
  if (isRecord(to) || to.k === 'array' || to.k === 'func' || to.k === 'unknown')
    return { op: value.op, type: to };
  const known = constOf(fn, value);
  if (known !== undefined && (to.k === 'int' || to.k === 'ptr') && value.type.k !== 'float') {
    if (value.type.k === 'unknown' || value.type.k === 'void') return constant(fn, known, to);
    // Sign extension happens in the source type, the constant already has that value.
    return constant(fn, wrap(known, to), to);
  }
  const folded = foldedFloat(fn, value, to);
  if (folded) return folded;
  if (!needsCast(value.type, to, explicit)) return { op: value.op, type: to };
  return castTo(fn, value, to, at);
}

/** A constant on its way into or out of a floating type. */
function foldedFloat(fn: Fn, value: Value, to: CType): Value | undefined {
  const float = floatOf(fn, value);
  if (float !== undefined && to.k === 'int') return constant(fn, floatToInt(float, to), to);
  if (to.k !== 'float') return undefined;
  if (float !== undefined) return floatConstant(fn, float, to);
  const known = value.type.k === 'int' ? constOf(fn, value) : undefined;
  return known === undefined ? undefined : floatConstant(fn, intToFloat(known, to), to);
}

/** Integer promotion of a value. */
export function promoted(fn: Fn, value: Value, at: At): Value {
  const type = promote(value.type, value.bits);
  return type === value.type ? value : convert(fn, value, type, at);
}

/** What an argument without prototype becomes. */
export function defaultArgument(fn: Fn, value: Value, at: At): Value {
  if (value.type.k === 'float' && value.type.size === 4) return convert(fn, value, F64, at);
  return value.type.k === 'int' ? promoted(fn, value, at) : value;
}

/** The common type of two operands after the usual arithmetic conversions; unknown if either is not arithmetic. */
export function commonType(a: Value, b: Value): CType {
  const left = promote(a.type, a.bits);
  const right = promote(b.type, b.bits);
  if (left.k === 'int' && right.k === 'int') return commonInt(left, right);
  return commonFloat(left, right) ?? UNKNOWN;
}

/** An index as a 64-bit number, extended by its sign. */
export function asIndex(fn: Fn, value: Value, at: At): Value {
  const type = promote(value.type, value.bits);
  if (type.k !== 'int') return convert(fn, value, S64, at);
  return convert(fn, value, type.signed ? S64 : U64, at);
}

function zeroOf(fn: Fn, type: CType): Value {
  if (type.k === 'float') return floatConstant(fn, 0, type);
  return constant(fn, 0n, type.k === 'int' ? type : U64);
}

/** 0 or 1 for the truth of a value. */
export function truth(fn: Fn, value: Value, type: IntType, at: At): Value {
  const zero = zeroOf(fn, value.type);
  return convert(fn, binary(fn, 'ne', value, zero, value.type, at), type, at);
}

/** The value of a place; arrays and functions become pointers, a record is its address. */
export function loadPlace(fn: Fn, place: Place, at: At): Value {
  const { type } = place;
  if (place.p === 'reg') return { op: place.reg, type };
  if (type.k === 'array') {
    return { op: place.ptr.op, type: pointerTo(type.of, place.volatile ? { volatile: true } : {}) };
  }
  if (type.k === 'func' || isRecord(type))
    return { op: place.ptr.op, type: isRecord(type) ? type : pointerTo(type) };
  if (type.k === 'void') return voidValue(fn);
  const dst = newReg(fn, type);
  emit(fn, {
    op: 'load',
    dst,
    ptr: place.ptr.op,
    type,
    ...(place.bits ? { bits: place.bits } : {}),
    ...(place.volatile ? { volatile: true } : {}),
    at,
  });
  return { op: dst, type, ...(place.bits ? { bits: place.bits.width } : {}) };
}

/** Stores a value that already has the place's type. */
export function storePlace(fn: Fn, place: Place, value: Value, at: At): void {
  const { type } = place;
  if (place.p === 'reg') {
    setReg(fn, place.reg, value, at);
    return;
  }
  if (isRecord(type) || type.k === 'array') {
    emit(fn, { op: 'copy', dst: place.ptr.op, src: value.op, size: strideOf(type), type, at });
    return;
  }
  if (type.k === 'void' || type.k === 'func') return giveUp(fn, because('assignedNoObject'));
  emit(fn, {
    op: 'store',
    ptr: place.ptr.op,
    value: value.op,
    type,
    ...(place.bits ? { bits: place.bits } : {}),
    at,
  });
}

/** `place = value` with the conversion of an assignment; gives the value of the assignment expression. */
export function assign(fn: Fn, place: Place, value: Value, at: At): Value {
  const converted = convert(fn, value, place.type, at);
  storePlace(fn, place, converted, at);
  return place.p === 'reg' ? { op: place.reg, type: place.type } : converted;
}

/** What a bit-field holds after `value` was stored to it: the value of an assignment to it. */
export function narrowed(fn: Fn, place: Place, value: Value, at: At): Value {
  if (place.p === 'reg' || !place.bits || place.type.k !== 'int' || place.type.bool) return value;
  const { width } = place.bits;
  const spare = place.type.size * 8 - width;
  if (spare === 0) return { ...value, bits: width };
  // In the full width of the declared type: shift up, then down by its own sign.
  const wide: IntType = { k: 'int', size: 8, signed: place.type.signed };
  const count = constant(fn, BigInt(64 - width), wide);
  const up = binary(fn, 'shl', convert(fn, value, wide, at), count, wide, at);
  const down = convert(fn, binary(fn, 'shr', up, count, wide, at), place.type, at);
  return { ...down, bits: width };
}

/** `&place`. */
export function addressOfPlace(fn: Fn, place: Place, at: At): Value {
  if (place.p === 'reg') return notUnderstood(fn, pointerTo(place.type), at, because('addressOfRegister'));
  if (place.bits) return notUnderstood(fn, pointerTo(place.type), at, because('addressOfBitField'));
  return { op: place.ptr.op, type: pointerTo(place.type, place.volatile ? { volatile: true } : {}) };
}
