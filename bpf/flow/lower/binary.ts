/** Binary operators with C's conversions; pointer arithmetic. */

import type { CNode } from '../../syntax/types.ts';
import { because } from '../../words/reasons.ts';
import { isRecord, S64, sameType, strideOf, UNKNOWN, VOID } from '../ctypes/ctypes.ts';
import type { CType } from '../ctypes/types.ts';
import type { At, BinaryOp } from '../graph.ts';
import { kid } from '../unit.ts';
import {
  atOf,
  binary,
  constOf,
  emit,
  type Fn,
  newReg,
  notUnderstood,
  pointerAdd,
  type Value,
} from './builder.ts';
import { asIndex, commonType, convert, promoted } from './convert.ts';
import { lowerExpr } from './lowering.ts';

export const OPERATORS: Readonly<Record<string, BinaryOp>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'shl',
  '>>': 'shr',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '==': 'eq',
  '!=': 'ne',
};
const COMPARISONS = new Set<BinaryOp>(['lt', 'le', 'gt', 'ge', 'eq', 'ne']);

/** `a + b * c …`: the left spine, which may be thousands long, is walked without recursion. */
export function lowerBinary(fn: Fn, node: CNode): Value {
  const spine: CNode[] = [];
  let at: CNode | undefined = node;
  while (at?.type === 'binary_expression') {
    const operator = kid(at, 'operator')?.type;
    if (operator === '&&' || operator === '||') break;
    spine.push(at);
    at = kid(at, 'left');
  }
  if (!at) return notUnderstood(fn, UNKNOWN, atOf(fn, node), because('noOperand'));
  let value = lowerExpr(fn, at);
  for (let i = spine.length - 1; i >= 0; i--) {
    const step = spine[i]!;
    const right = kid(step, 'right');
    const f = OPERATORS[kid(step, 'operator')?.type ?? ''];
    if (!right || !f) return notUnderstood(fn, UNKNOWN, atOf(fn, step), because('unknownOperator'));
    value = operate(fn, f, value, lowerExpr(fn, right), atOf(fn, step), atOf(fn, right));
  }
  return value;
}

/** One binary operation on two values as C evaluates it. */
export function operate(fn: Fn, f: BinaryOp, a: Value, b: Value, at: At, rightAt: At): Value {
  const isPointer = a.type.k === 'ptr' || b.type.k === 'ptr';
  if (COMPARISONS.has(f)) return isPointer ? comparePointers(fn, f, a, b, at) : arithmetic(fn, f, a, b, at);
  if (f === 'shl' || f === 'shr') return shift(fn, f, a, b, at, rightAt);
  if (isPointer && f === 'add') {
    return a.type.k === 'ptr' ? addToPointer(fn, a, b, 1, at, rightAt) : addToPointer(fn, b, a, 1, at, at);
  }
  if (isPointer && f === 'sub') {
    return b.type.k === 'ptr' && a.type.k === 'ptr'
      ? pointerDifference(fn, a, b, at)
      : subtract(fn, a, b, at, rightAt);
  }
  return arithmetic(fn, f, a, b, at);
}

function arithmetic(fn: Fn, f: BinaryOp, a: Value, b: Value, at: At): Value {
  const type = commonType(a, b);
  return binary(fn, f, convert(fn, a, type, at), convert(fn, b, type, at), type, at);
}

/** The result has the type of the promoted left operand; the count is brought to it. */
function shift(fn: Fn, f: BinaryOp, a: Value, b: Value, at: At, rightAt: At): Value {
  const left = promoted(fn, a, at);
  const count = promoted(fn, b, rightAt);
  if (left.type.k !== 'int') return binary(fn, f, left, count, UNKNOWN, at);
  return binary(fn, f, left, convert(fn, count, left.type, rightAt), left.type, at);
}

function comparePointers(fn: Fn, f: BinaryOp, a: Value, b: Value, at: At): Value {
  const type = a.type.k === 'ptr' ? a.type : b.type;
  return binary(fn, f, convert(fn, a, type, at), convert(fn, b, type, at), type, at);
}

function addToPointer(fn: Fn, base: Value, index: Value, sign: 1 | -1, at: At, indexAt: At): Value {
  const element: CType = base.type.k === 'ptr' ? base.type.to : VOID;
  return pointerAdd(fn, base, asIndex(fn, index, indexAt), element, sign, at);
}

function subtract(fn: Fn, a: Value, b: Value, at: At, rightAt: At): Value {
  if (a.type.k === 'ptr') return addToPointer(fn, a, b, -1, at, rightAt);
  // A number (or something unknown) minus a pointer: only unknown types get here in C that compiles.
  return binary(fn, 'sub', convert(fn, a, S64, at), convert(fn, b, S64, at, true), S64, at);
}

function pointerDifference(fn: Fn, a: Value, b: Value, at: At): Value {
  const dst = newReg(fn, S64);
  const scale = a.type.k === 'ptr' ? strideOf(a.type.to) : 1;
  emit(fn, { op: 'ptrdiff', dst, a: a.op, b: b.op, scale: Math.max(1, scale), at });
  return { op: dst, type: S64 };
}

/** A null pointer constant: `0`, `NULL`. */
function isNull(fn: Fn, value: Value): boolean {
  if (value.op >= 0 || constOf(fn, value) !== 0n) return false;
  return value.type.k === 'int' || (value.type.k === 'ptr' && value.type.to.k === 'void');
}

/** C11 6.5.15: the type of `c ? a : b`. */
export function commonOperands(fn: Fn, a: Value, b: Value): CType {
  if (a.type.k === 'void' || b.type.k === 'void') return VOID;
  if (isRecord(a.type)) return a.type;
  if (a.type.k === 'ptr' || b.type.k === 'ptr') {
    if (b.type.k !== 'ptr' || isNull(fn, b)) return a.type.k === 'ptr' ? a.type : b.type;
    if (a.type.k !== 'ptr' || isNull(fn, a)) return b.type;
    if (b.type.to.k === 'void' && !sameType(a.type, b.type)) return b.type;
    return a.type;
  }
  return commonType(a, b);
}
