/** Builtins and macros that read, write or order memory. */

import type { CNode } from '../../../syntax/types.ts';
import { because } from '../../../words/reasons.ts';
import { S32, U8, U64, VOID_PTR } from '../../ctypes/ctypes.ts';
import type { CType } from '../../ctypes/types.ts';
import { kid, lookup, textOf } from '../../unit.ts';
import { constant, emit, type Fn, newReg, voidValue } from '../builder.ts';
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

/** Two blocks whose bytes the compiler knows: it knows the answer. Anything else stays a call. */
export const memcmp: Lower = ({ fn, args }) => {
  const [a, b, size] = args;
  const length = size && evaluate(fn, size)?.value;
  const left = a && knownBytes(fn, a);
  const right = b && knownBytes(fn, b);
  if (!left || !right || length === undefined) return undefined;
  if (length < 0n || length > BigInt(Math.min(left.length, right.length))) return undefined;
  return constant(fn, BigInt(order(left, right, Number(length))), S32);
};

export const strcmp: Lower = ({ fn, args }) => {
  const left = args[0] && knownString(fn, args[0]);
  const right = args[1] && knownString(fn, args[1]);
  if (!left || !right) return undefined;
  return constant(fn, BigInt(order(left, right, Math.min(left.length, right.length))), S32);
};

export const strlen: Lower = ({ fn, args }) => {
  const text = args[0] && knownString(fn, args[0]);
  return text && constant(fn, BigInt(text.length - 1), U64);
};

function order(a: Uint8Array, b: Uint8Array, length: number): -1 | 0 | 1 {
  const at = a.subarray(0, length).findIndex((byte, i) => byte !== b[i]);
  if (at < 0) return 0;
  return a[at]! < b[at]! ? -1 : 1;
}

/** Of a string literal, or of a constant whose value no loader sets; `&` and parentheses around it aside. */
function knownBytes(fn: Fn, node: CNode): Uint8Array | undefined {
  if (node.type === 'string_literal' || node.type === 'concatenated_string')
    return Uint8Array.from(`${stringOf(fn, node)}\0`, (byte) => byte.charCodeAt(0));
  if (node.type === 'parenthesized_expression') return node.kids[0] && knownBytes(fn, node.kids[0]);
  if (node.type === 'pointer_expression') {
    const inner = textOf(fn.source, node).startsWith('&') ? kid(node, 'argument') : undefined;
    return inner && knownBytes(fn, inner);
  }
  if (node.type !== 'identifier') return undefined;
  const binding = lookup(fn.names, textOf(fn.source, node));
  if (binding?.b !== 'global') return undefined;
  const global = fn.unit.globals.get(binding.name);
  const isFixed = global?.isConst && !global.isVolatile && !global.isExtern && global.type.k !== 'ptr';
  return isFixed ? global.image() : undefined;
}

/** Up to its NUL and with it. */
function knownString(fn: Fn, node: CNode): Uint8Array | undefined {
  const bytes = knownBytes(fn, node);
  const end = bytes?.indexOf(0) ?? -1;
  return end < 0 ? undefined : bytes?.subarray(0, end + 1);
}

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
