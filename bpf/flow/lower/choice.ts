/** `c ? a : b`, `a ?: b` and `_Generic`. */

import type { CNode } from '../../syntax/types.ts';
import { because } from '../../words/reasons.ts';
import { decay, sameType, UNKNOWN, VOID } from '../ctypes/ctypes.ts';
import type { CType } from '../ctypes/types.ts';
import { typeDescriptor } from '../declare/specifiers.ts';
import type { At } from '../graph.ts';
import { kid, textOf } from '../unit.ts';
import { commonOperands } from './binary.ts';
import {
  atOf,
  branch,
  constant,
  enter,
  type Fn,
  jump,
  newBlock,
  newReg,
  notUnderstood,
  setReg,
  type Value,
  voidValue,
} from './builder.ts';
import { lowerCond } from './control/condition.ts';
import { convert } from './convert.ts';
import { evaluate, isConstantLooking, typeOfExpression } from './evaluate.ts';
import { lowerExpr } from './lowering.ts';

export function lowerConditional(fn: Fn, node: CNode, wanted: boolean): Value {
  const condNode = kid(node, 'condition');
  const yesNode = kid(node, 'consequence');
  const noNode = kid(node, 'alternative');
  const at = atOf(fn, node);
  if (!condNode || !noNode) return notUnderstood(fn, UNKNOWN, at, because('unreadConditional'));
  const known = yesNode ? constantTruth(fn, condNode) : undefined;
  if (known !== undefined)
    return constantConditional(fn, known ? yesNode! : noNode, known ? noNode : yesNode!, at);
  const yes = newBlock(fn);
  const no = newBlock(fn);
  const join = newBlock(fn);
  let first: Value | undefined;
  if (yesNode) lowerCond(fn, condNode, yes, no);
  else {
    first = lowerExpr(fn, condNode);
    branch(fn, first, yes, no, atOf(fn, condNode));
  }
  enter(fn, yes);
  const yesValue = yesNode ? lowerExpr(fn, yesNode) : first!;
  const yesEnd = fn.current;
  enter(fn, no);
  const noValue = lowerExpr(fn, noNode);
  const noEnd = fn.current;
  const type = wanted ? commonOperands(fn, yesValue, noValue) : VOID;
  const result = type.k === 'void' ? undefined : newReg(fn, type);
  for (const [block, value] of [
    [yesEnd, yesValue],
    [noEnd, noValue],
  ] as const) {
    enter(fn, block);
    if (result !== undefined) setReg(fn, result, convert(fn, value, type, at), at);
    jump(fn, join, at);
  }
  enter(fn, join);
  return result === undefined ? voidValue(fn) : { op: result, type };
}

/** Truth of a condition that is a constant expression. */
function constantTruth(fn: Fn, node: CNode): boolean | undefined {
  const cached = fn.truths.get(node);
  if (cached) return cached.value;
  const known = isConstantLooking(fn, node) ? evaluate(fn, node)?.value : undefined;
  const value = known === undefined ? undefined : known !== 0n;
  fn.truths.set(node, { value });
  return value;
}

/** Only one side runs, but both decide the type. */
function constantConditional(fn: Fn, taken: CNode, other: CNode, at: At): Value {
  const value = lowerExpr(fn, taken);
  const known = isConstantLooking(fn, other) ? evaluate(fn, other) : undefined;
  const otherValue = known
    ? constant(fn, known.value, known.type)
    : { op: 0, type: decay(typeOfExpression(fn, other)) };
  return convert(fn, value, commonOperands(fn, value, otherValue), at);
}

/** As sameType, with the qualifiers of what is pointed to. */
function isExactly(a: CType, b: CType): boolean {
  if (!sameType(a, b)) return false;
  let [x, y] = [a, b];
  for (; x.k === 'ptr' && y.k === 'ptr'; [x, y] = [x.to, y.to])
    if (!x.constant !== !y.constant || !x.volatile !== !y.volatile) return false;
  return x.k !== 'int' || y.k !== 'int' || x.variant === y.variant;
}

/** `_Generic(x, type: value, …, default: value)`. */
export function lowerGeneric(fn: Fn, node: CNode): Value {
  const kids = node.kids.filter((child) => child.type !== 'comment');
  const control = kids[0];
  if (!control) return notUnderstood(fn, UNKNOWN, atOf(fn, node), because('keyword', '_Generic'));
  const type = decay(typeOfExpression(fn, control));
  let fallback: CNode | undefined;
  const matches: CNode[] = [];
  for (let i = 1; i + 1 < kids.length; i += 2) {
    const label = kids[i]!;
    if (label.type !== 'type_descriptor' || textOf(fn.source, label) === 'default') {
      fallback = kids[i + 1];
      continue;
    }
    const { type: wanted, constant: isConst, volatile: isVolatile } = typeDescriptor(fn, label);
    // The value has no qualifiers of its own, so no label with some is its type.
    if (!isConst && !isVolatile && isExactly(type, wanted)) matches.push(kids[i + 1]!);
  }
  if (matches[0]) return lowerExpr(fn, matches[0]);
  return fallback
    ? lowerExpr(fn, fallback)
    : notUnderstood(fn, UNKNOWN, atOf(fn, node), because('keyword', '_Generic'));
}
