/** Assignments, compound assignments, `++` and `--`. */

import type { CNode } from '../../syntax/types.ts';
import { because } from '../../words/reasons.ts';
import { S32, UNKNOWN } from '../ctypes/ctypes.ts';
import type { At } from '../graph.ts';
import { kid } from '../unit.ts';
import { OPERATORS, operate } from './binary.ts';
import { atOf, constant, emit, type Fn, newReg, notUnderstood, type Value, voidValue } from './builder.ts';
import { assign, loadPlace, narrowed, type Place } from './convert.ts';
import { lowerExpr } from './lowering.ts';
import { lowerPlace } from './lvalue.ts';
import { placeAt } from './place.ts';

/** The place on the left; casts of lvalues and the like designate unknown memory. */
function target(fn: Fn, node: CNode): Place {
  const place = lowerPlace(fn, node);
  if (place) return place;
  const value = lowerExpr(fn, node);
  if (value.type.k === 'unknown') return placeAt(fn, value, atOf(fn, node));
  const unknown = notUnderstood(fn, UNKNOWN, atOf(fn, node), because('assignedNoObject'));
  return placeAt(fn, unknown, atOf(fn, node));
}

export function lowerAssignment(fn: Fn, node: CNode, wanted: boolean): Value {
  const left = kid(node, 'left');
  const right = kid(node, 'right');
  const operator = kid(node, 'operator')?.type ?? '=';
  const at = atOf(fn, node);
  if (!left || !right) return notUnderstood(fn, UNKNOWN, at, because('unreadAssignment'));
  const value = lowerExpr(fn, right);
  const place = target(fn, left);
  if (operator === '=') return result(fn, place, assign(fn, place, value, at), at, wanted);
  const f = OPERATORS[operator.slice(0, -1)];
  if (!f) return notUnderstood(fn, UNKNOWN, at, because('unknownOperator'));
  const old = loadPlace(fn, place, atOf(fn, left));
  const changed = operate(fn, f, old, value, at, atOf(fn, right));
  return result(fn, place, assign(fn, place, changed, at), at, wanted);
}

function result(fn: Fn, place: Place, value: Value, at: At, wanted: boolean): Value {
  return wanted ? narrowed(fn, place, value, at) : voidValue(fn);
}

/** `++x`, `x++`, `--x`, `x--`. */
export function lowerUpdate(fn: Fn, node: CNode, wanted: boolean): Value {
  const argument = kid(node, 'argument');
  const operator = kid(node, 'operator');
  const at = atOf(fn, node);
  if (!argument || !operator) return notUnderstood(fn, UNKNOWN, at, because('noOperand'));
  const isPrefix = operator.start < argument.start;
  const place = target(fn, argument);
  let old = loadPlace(fn, place, atOf(fn, argument));
  if (wanted && !isPrefix && place.p === 'reg') {
    const kept = newReg(fn, old.type);
    emit(fn, { op: 'move', dst: kept, a: old.op, at });
    old = { ...old, op: kept };
  }
  const f = operator.type === '++' ? 'add' : 'sub';
  const current: Value = place.p === 'reg' ? { ...old, op: place.reg } : old;
  const changed = assign(fn, place, operate(fn, f, current, constant(fn, 1n, S32), at, at), at);
  if (!wanted) return voidValue(fn);
  return isPrefix ? narrowed(fn, place, changed, at) : old;
}
