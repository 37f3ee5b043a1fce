/** Builtins and macros that read, write or order memory. */

import { because } from '../../../words/reasons.ts';
import { S32, U8, VOID_PTR } from '../../ctypes/ctypes.ts';
import type { CType } from '../../ctypes/types.ts';
import { constant, emit, newReg, voidValue } from '../builder.ts';
import { returnFrom } from '../control/jump.ts';
import { assign, convert, loadPlace } from '../convert.ts';
import { evaluate } from '../evaluate.ts';
import { stringOf } from '../literal.ts';
import { lowerExpr } from '../lowering.ts';
import { lowerPlace } from '../lvalue.ts';
import { placeAt } from '../place.ts';
import type { Lower } from './forms.ts';

/** Sizes beyond this stay calls. */
const MAX_BLOCK = 0x100000n;

export const memset: Lower = ({ fn, args, at }) => {
  const [target, byte, size] = args;
  if (!target || !byte || !size) return undefined;
  const length = evaluate(fn, size)?.value;
  if (evaluate(fn, byte)?.value !== 0n || length === undefined || length < 0n || length > MAX_BLOCK)
    return undefined;
  const ptr = lowerExpr(fn, target);
  if (length > 0n) emit(fn, { op: 'zero', ptr: ptr.op, size: Number(length), at });
  return { op: ptr.op, type: VOID_PTR };
};

export const memcpy: Lower = ({ fn, args, at }) => {
  const [target, source, size] = args;
  if (!target || !source || !size) return undefined;
  const length = evaluate(fn, size)?.value;
  if (length === undefined || length < 0n || length > MAX_BLOCK) return undefined;
  const dst = lowerExpr(fn, target);
  const src = lowerExpr(fn, source);
  const type: CType = { k: 'array', of: U8, length: Number(length) };
  if (length > 0n) emit(fn, { op: 'copy', dst: dst.op, src: src.op, size: Number(length), type, at });
  return { op: dst.op, type: VOID_PTR };
};

/** Two string literals: the compiler knows the answer. Anything else stays a call. */
export const memcmp: Lower = ({ fn, args }) => {
  const [a, b, size] = args;
  const length = size && evaluate(fn, size)?.value;
  if (a?.type !== 'string_literal' || b?.type !== 'string_literal' || length === undefined) return undefined;
  const [left, right] = [a, b].map((node) => `${stringOf(fn, node)}\0`) as [string, string];
  if (length < 0n || length > BigInt(Math.min(left.length, right.length))) return undefined;
  const [x, y] = [left.slice(0, Number(length)), right.slice(0, Number(length))];
  return constant(fn, x === y ? 0n : x < y ? -1n : 1n, S32);
};

export const readOnce: Lower = ({ fn, args, at }) => {
  const place = args[0] && lowerPlace(fn, args[0]);
  return place ? loadPlace(fn, { ...place, volatile: true }, at) : args[0] && lowerExpr(fn, args[0]);
};

export const writeOnce: Lower = ({ fn, args, at }) => {
  const [target, source] = args;
  const value = source && lowerExpr(fn, source);
  const place = target && lowerPlace(fn, target);
  return place && value && assign(fn, place, value, at);
};

export const loadAcquire: Lower = ({ fn, args, at }) => {
  if (!args[0]) return undefined;
  return loadPlace(fn, { ...placeAt(fn, lowerExpr(fn, args[0]), at), volatile: true }, at);
};

export const storeRelease: Lower = ({ fn, args, at }) => {
  if (!args[0] || !args[1]) return undefined;
  const value = lowerExpr(fn, args[1]);
  assign(fn, placeAt(fn, lowerExpr(fn, args[0]), at), value, at);
  return voidValue(fn);
};

/** The value of a variable, which is NULL afterwards. */
export const takePointer: Lower = ({ fn, args, at }) => {
  const place = args[0] && lowerPlace(fn, args[0]);
  if (!place) return undefined;
  const value = loadPlace(fn, place, at);
  const kept = newReg(fn, value.type);
  emit(fn, { op: 'move', dst: kept, a: value.op, at });
  assign(fn, place, constant(fn, 0n, VOID_PTR), at);
  return { op: kept, type: value.type };
};

export const returnPointer: Lower = (form) => {
  const value = takePointer(form);
  if (!value) return undefined;
  returnFrom(form.fn, convert(form.fn, value, form.fn.result, form.at), form.at);
  return voidValue(form.fn);
};

export const barrier: Lower = ({ fn, at }) => {
  emit(fn, { op: 'havoc', dsts: [], memory: true, escapes: [], reason: because('barrier'), at });
  return voidValue(fn);
};
