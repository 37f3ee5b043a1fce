/** Conditions: short circuits become branches. */

import type { CNode } from '../../../syntax/types.ts';
import { S32 } from '../../ctypes/ctypes.ts';
import { firstKid, kid, textOf } from '../../unit.ts';
import { isTooMuch, TOO_MUCH } from '../../work.ts';
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
} from '../builder.ts';
import { lowerDiscard, lowerExpr } from '../lowering.ts';
import { whole } from '../repair.ts';

/** Hints for the compiler: they are what their first argument is. */
export const EXPECT: ReadonlySet<string> = new Set([
  'likely',
  'unlikely',
  '__builtin_expect',
  '__builtin_expect_with_probability',
]);

/** The operands of `a && b && c`, which nest to the left. */
function chain(node: CNode, operator: string): CNode[] {
  const parts: CNode[] = [];
  let at: CNode | undefined = node;
  while (at?.type === 'binary_expression' && kid(at, 'operator')?.type === operator) {
    const right = kid(at, 'right');
    if (right) parts.push(right);
    at = kid(at, 'left');
  }
  if (at) parts.push(at);
  return parts.reverse();
}

/** Continues in `yes` if the expression is not zero, else in `no`. */
export function lowerCond(fn: Fn, node: CNode, yes: number, no: number): void {
  if (isTooMuch(fn)) {
    branch(fn, notUnderstood(fn, S32, atOf(fn, node), TOO_MUCH), yes, no, atOf(fn, node));
    return;
  }
  whole(fn, node, (ready) => condition(fn, ready, yes, no));
}

function condition(fn: Fn, node: CNode, yes: number, no: number): void {
  const inner = firstKid(node);
  switch (node.type) {
    case 'parenthesized_expression':
      if (!inner || inner.type === 'compound_statement' || fn.source.vptrEnds.has(node.end)) break;
      return lowerCond(fn, inner, yes, no);
    case 'unary_expression': {
      const argument = kid(node, 'argument');
      if (kid(node, 'operator')?.type !== '!' || !argument) break;
      return lowerCond(fn, argument, no, yes);
    }
    case 'comma_expression': {
      const [left, right] = [kid(node, 'left'), kid(node, 'right')];
      if (!left || !right) break;
      lowerDiscard(fn, left);
      return lowerCond(fn, right, yes, no);
    }
    case 'call_expression': {
      const callee = kid(node, 'function');
      const argument = kid(node, 'arguments')?.kids[0];
      if (callee?.type !== 'identifier' || !argument || !EXPECT.has(textOf(fn.source, callee))) break;
      return lowerCond(fn, argument, yes, no);
    }
    case 'binary_expression': {
      const operator = kid(node, 'operator')?.type;
      if (operator !== '&&' && operator !== '||') break;
      return logical(fn, node, yes, no);
    }
  }
  branch(fn, lowerExpr(fn, node), yes, no, atOf(fn, node));
}

function logical(fn: Fn, node: CNode, yes: number, no: number): void {
  const operator = kid(node, 'operator')?.type;
  if (operator !== '&&' && operator !== '||') return lowerCond(fn, node, yes, no);
  const parts = chain(node, operator);
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1) return lowerCond(fn, part, yes, no);
    const next = newBlock(fn);
    lowerCond(fn, part, operator === '&&' ? next : yes, operator === '&&' ? no : next);
    enter(fn, next);
  }
}

/** Whether any block made since `from` leads to `target`. */
function isReached(fn: Fn, from: number, start: number, target: number): boolean {
  const leads = (index: number): boolean => {
    const end = fn.blocks[index]?.end;
    if (end?.op === 'goto') return end.to === target;
    if (end?.op === 'branch') return end.yes === target || end.no === target;
    return false;
  };
  if (leads(start)) return true;
  for (let i = from; i < fn.blocks.length; i++) if (leads(i)) return true;
  return false;
}

/** `a && b` as a value: 0 or 1, a constant when it can only be one of them. */
export function logicalValue(fn: Fn, node: CNode): Value {
  const at = atOf(fn, node);
  const start = fn.current;
  const from = fn.blocks.length;
  const yes = newBlock(fn);
  const no = newBlock(fn);
  lowerCond(fn, node, yes, no);
  const one = constant(fn, 1n, S32);
  const zero = constant(fn, 0n, S32);
  const canBeTrue = isReached(fn, from, start, yes);
  if (!canBeTrue || !isReached(fn, from, start, no)) {
    enter(fn, canBeTrue ? yes : no);
    return canBeTrue ? one : zero;
  }
  const join = newBlock(fn);
  const result = newReg(fn, S32);
  enter(fn, yes);
  setReg(fn, result, one, at);
  jump(fn, join, at);
  enter(fn, no);
  setReg(fn, result, zero, at);
  jump(fn, join, at);
  enter(fn, join);
  return { op: result, type: S32 };
}
