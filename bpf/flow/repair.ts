/**
 * C cannot be parsed without knowing the types: the grammar reads `(u64)&x` as a binary `&`, and `(u32)(x)` as a call.
 * Here such trees are put right, with the names that are types in scope.
 */

import type { CNode } from '../syntax/types.ts';
import type { Fn } from './builder.ts';
import { climb, withField } from './cparse.ts';
import { isTypeName } from './specifiers.ts';
import { firstKid, kid, textOf } from './unit.ts';

const UNARY_OPERATORS = new Set(['-', '+', '*', '&']);
const MAX_OPERANDS = 20_000;

/** `(name)` where the name is a type here; gives the name. */
function typeInParentheses(fn: Fn, node: CNode | undefined): CNode | undefined {
  if (node?.type !== 'parenthesized_expression') return undefined;
  const inner = firstKid(node);
  if (inner?.type !== 'identifier' || !isTypeName(fn, textOf(fn.source, inner))) return undefined;
  return inner;
}

function descriptor(name: CNode): CNode {
  const type: CNode = { ...name, type: 'type_identifier', field: 'type' };
  return { type: 'type_descriptor', start: name.start, end: name.end, field: 'type', kids: [type] };
}

function cast(name: CNode, start: number, value: CNode): CNode {
  const kids = [descriptor(name), withField(value, 'value')];
  return { type: 'cast_expression', start, end: value.end, field: '', kids };
}

/** The type name that an operand ends in without anything to cast: `(u64)`, `-(u32)`, `(u64)(u32)`. */
function danglingCast(fn: Fn, node: CNode): CNode | undefined {
  let at: CNode | undefined = node;
  for (let steps = 0; at && steps < 20; steps++) {
    const name = typeInParentheses(fn, at);
    if (name) return name;
    if (at.type === 'unary_expression' || at.type === 'pointer_expression') at = kid(at, 'argument');
    else if (at.type === 'cast_expression') at = kid(at, 'value');
    else if (at.type === 'call_expression') at = castOfType(fn, at);
    else return undefined;
  }
  return undefined;
}

/** `(u64)(u32)` as a call: the argument in parentheses is itself a type. */
function castOfType(fn: Fn, node: CNode): CNode | undefined {
  if (!typeInParentheses(fn, kid(node, 'function'))) return undefined;
  const list = kid(node, 'arguments');
  const only = list?.kids.length === 1 ? list.kids[0] : undefined;
  if (!list || only?.type !== 'identifier' || !isTypeName(fn, textOf(fn.source, only))) return undefined;
  return { type: 'parenthesized_expression', start: list.start, end: list.end, field: '', kids: [only] };
}

/** Puts `value` behind the dangling cast at the end of `node`. */
function fillCast(fn: Fn, node: CNode, value: CNode): CNode {
  const name = typeInParentheses(fn, node);
  if (name) return cast(name, node.start, value);
  if (node.type === 'call_expression') {
    const outer = typeInParentheses(fn, kid(node, 'function'))!;
    return cast(outer, node.start, fillCast(fn, castOfType(fn, node)!, value));
  }
  const field = node.type === 'cast_expression' ? 'value' : 'argument';
  const kids = node.kids.map((child) =>
    child.field === field ? withField(fillCast(fn, child, value), field) : child,
  );
  return { ...node, end: value.end, kids };
}

/** Operands and operators of nested binary expressions, left to right; parenthesised ones are operands. */
function flatten(node: CNode): { operands: CNode[]; operators: CNode[] } | undefined {
  const operands: CNode[] = [];
  const operators: CNode[] = [];
  const stack: { node: CNode; operator?: CNode }[] = [{ node }];
  while (stack.length > 0) {
    const { node: top, operator } = stack.pop()!;
    if (operator) operators.push(operator);
    const left = kid(top, 'left');
    const right = kid(top, 'right');
    const middle = kid(top, 'operator');
    if (top.type === 'binary_expression' && left && right && middle) {
      stack.push({ node: right, operator: middle }, { node: left });
    } else operands.push(top);
    if (operands.length > MAX_OPERANDS) return undefined;
  }
  return { operands, operators };
}

/** A binary expression with casts put right; the same node when there is nothing to repair. */
export function repairBinary(fn: Fn, node: CNode): CNode {
  const flat = flatten(node);
  if (!flat?.operands.some((operand, i) => i < flat.operators.length && danglingCast(fn, operand)))
    return node;
  const operands: CNode[] = [];
  const operators: CNode[] = [];
  // From the right, so that `(a)-(b)-1` nests as casts do.
  let last = flat.operands.at(-1)!;
  for (let i = flat.operators.length - 1; i >= 0; i--) {
    const operator = flat.operators[i]!;
    const operand = flat.operands[i]!;
    if (danglingCast(fn, operand) && UNARY_OPERATORS.has(operator.type)) {
      const isPointer = operator.type === '*' || operator.type === '&';
      const kids = [operator, withField(last, 'argument')];
      const type = isPointer ? 'pointer_expression' : 'unary_expression';
      last = fillCast(fn, operand, { type, start: operator.start, end: last.end, field: '', kids });
      continue;
    }
    operands.unshift(last);
    operators.unshift(operator);
    last = operand;
  }
  operands.unshift(last);
  return withField(climb(operands, operators), node.field);
}

const POSTFIX: Readonly<Record<string, string>> = {
  field_expression: 'argument',
  subscript_expression: 'argument',
  update_expression: 'argument',
  call_expression: 'function',
};

/** `!x--` is `!(x--)`, not `(!x)--` as the grammar has it. */
function repairUpdate(node: CNode): CNode {
  const argument = kid(node, 'argument');
  const operator = kid(node, 'operator');
  if (argument?.type !== 'unary_expression' || !operator || operator.start < argument.start) return node;
  const outer: CNode[] = [];
  let inner: CNode | undefined = argument;
  while (inner?.type === 'unary_expression' && outer.length < 100) {
    outer.push(inner);
    inner = kid(inner, 'argument');
  }
  if (!inner) return node;
  const kids = [withField(inner, 'argument'), operator];
  let value: CNode = { ...node, start: inner.start, field: 'argument', kids };
  for (const unary of outer.reverse()) {
    const update: CNode = value;
    const parts = unary.kids.map((child) =>
      child.field === 'argument' ? withField(update, 'argument') : child,
    );
    value = { ...unary, end: node.end, kids: parts };
  }
  return withField(value, node.field);
}

/** `(u32)(x)` and `(u32)(x)->y`, which the grammar takes for calls, as casts. */
export function repairPostfix(fn: Fn, node: CNode): CNode {
  if (node.type === 'update_expression') {
    const repaired = repairUpdate(node);
    if (repaired !== node) return repaired;
  }
  const spine: CNode[] = [];
  let at: CNode | undefined = node;
  while (at && POSTFIX[at.type] && spine.length < 1000) {
    spine.push(at);
    at = kid(at, POSTFIX[at.type]!);
  }
  const call = spine.at(-1);
  const name = call?.type === 'call_expression' ? typeInParentheses(fn, kid(call, 'function')) : undefined;
  const list = name && kid(call!, 'arguments');
  if (!name || !list || list.kids.length === 0) return node;
  if (node.type === 'update_expression' && node.kids[0]?.field === 'operator') return node;
  let value: CNode = { ...list, type: 'parenthesized_expression', field: '', kids: [commaOf(list.kids)] };
  for (let i = spine.length - 2; i >= 0; i--) {
    const outer = spine[i]!;
    const field = POSTFIX[outer.type]!;
    const inner: CNode = value;
    const kids = outer.kids.map((child) => (child.field === field ? withField(inner, field) : child));
    value = { ...outer, start: inner.start, kids };
  }
  return withField(cast(name, node.start, value), node.field);
}

function commaOf(parts: readonly CNode[]): CNode {
  return parts
    .filter((part) => part.type !== 'comment')
    .reduceRight((right, left) => ({
      type: 'comma_expression',
      start: left.start,
      end: right.end,
      field: '',
      kids: [withField(left, 'left'), withField(right, 'right')],
    }));
}
