/** Can the pointer be anything but NULL at its use, and would a test before it leave code behind that nothing reaches? */
import { EXPECT } from '../../../../bpf/flow/lower/control/condition.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { FixContext } from '../candidate.ts';
import { argumentsOf, callsOf, indexIn, isSame, kidOf, textOf, within } from '../tree.ts';
import { nameOf, parametersOf } from './exit-models.ts';
import type { Untested } from './facts.ts';
import { isPlace, withoutCasts } from './pointer.ts';

/** A condition that asks one thing only. */
export interface NullTest {
  readonly pointer: string;
  /** The condition holds where it is NULL. */
  readonly ofNull: boolean;
}

export function testOf(cx: FixContext, condition: CNode | undefined): NullTest | undefined {
  const node = bare(cx, condition);
  if (!node) return undefined;
  if (isPlace(node)) return { pointer: textOf(cx.file, node), ofNull: false };
  const operator = kidOf(node, 'operator')?.type;
  const argument = kidOf(node, 'argument');
  if (operator === '!' && argument) {
    const inner = testOf(cx, argument);
    return inner && { pointer: inner.pointer, ofNull: !inner.ofNull };
  }
  const [left, right] = [kidOf(node, 'left'), kidOf(node, 'right')];
  if (!left || !right || !operator) return undefined;
  return comparisonOf(cx, left, operator, right) ?? comparisonOf(cx, right, MIRRORED[operator], left);
}

const MIRRORED: Readonly<Record<string, string>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
};

/** Whether those hold for NULL alone, or for all else, by what a pointer or its number is compared with. */
const OF_NULL: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  0: { '==': true, '!=': false, '<=': true, '>': false },
  1: { '<': true, '>=': false },
};

function comparisonOf(
  cx: FixContext,
  side: CNode,
  operator: string | undefined,
  other: CNode,
): NullTest | undefined {
  const place = withoutCasts(cx.file, side);
  const value = other.type === 'null' ? '0' : textOf(cx.file, other);
  const ofNull = OF_NULL[value]?.[operator ?? ''];
  if (!isPlace(place) || ofNull === undefined) return undefined;
  return { pointer: textOf(cx.file, place), ofNull };
}

/** Without parentheses and hints for the compiler. */
export function bare(cx: FixContext, condition: CNode | undefined): CNode | undefined {
  let node = condition;
  for (let next = node; next; next = innerOf(cx, next)) node = next;
  return node;
}

function innerOf(cx: FixContext, node: CNode): CNode | undefined {
  if (node.type === 'parenthesized_expression') return node.kids[0];
  if (node.type !== 'call_expression') return undefined;
  const callee = kidOf(node, 'function');
  return callee && EXPECT.has(textOf(cx.file, callee)) ? argumentsOf(node)[0] : undefined;
}

const LEAVES = /^(?:return|goto|break|continue)_statement$/;

/** The jump or return that an arm ends with. */
export function exitOf(arm: CNode | undefined): CNode | undefined {
  const last = arm?.type === 'compound_statement' ? arm.kids.at(-1) : arm;
  return last && LEAVES.test(last.type) ? last : undefined;
}

/** Behind an offset, is there code for the very case that a test before it would take away? */
export function hasNullArm(cx: FixContext, fn: CNode, from: number, pointer: string): boolean {
  return [...within(fn)].some((node) => {
    if (node.type !== 'if_statement' || node.start < from || isSetBetween(cx, fn, from, node.start, pointer))
      return false;
    const test = testOf(cx, kidOf(node, 'condition'));
    return test?.pointer === pointer && (test.ofNull || kidOf(node, 'alternative') !== undefined);
  });
}

function isSetBetween(cx: FixContext, fn: CNode, from: number, to: number, pointer: string): boolean {
  return [...within(fn)].some(
    (node) =>
      node.type === 'assignment_expression' &&
      node.start > from &&
      node.end < to &&
      textOf(cx.file, kidOf(node, 'left')!) === pointer,
  );
}

/** Is it NULL on this path, not only possibly? */
export function isCertain({ what, data }: Fault): boolean {
  return what === 'null' || what === 'null-slot' || ('type' in data && data.type === 'scalar');
}

/** It stands where a test says that it is NULL, or nothing but NULL is ever put there: a test would cut it off. */
export function isOnlyNull({ cx, fault, fn, use, pointers }: Untested): boolean {
  if (!isCertain(fault)) return false;
  const names = new Set(pointers.map((node) => textOf(cx.file, node)));
  const isTested = (node: CNode) => {
    const test = testOf(cx, kidOf(node, 'condition'));
    return test && names.has(test.pointer) ? test : undefined;
  };
  let inner = use.node;
  for (const outer of use.around) {
    const test = outer.type === 'if_statement' ? isTested(outer) : undefined;
    if (test && test.ofNull === isSame(kidOf(outer, 'consequence'), inner)) return true;
    if (outer.type === 'compound_statement')
      for (const before of outer.kids.slice(0, indexIn(outer.kids, inner)).reverse()) {
        if (isSetIn(cx, before, names)) break;
        const earlier = before.type === 'if_statement' ? isTested(before) : undefined;
        if (earlier && !earlier.ofNull && exitOf(kidOf(before, 'consequence'))) return true;
      }
    inner = outer;
  }
  return fault.nid === 0 && !mayBeSet(cx, fn, names);
}

/** Is one of those assigned to in the node? */
export function isSetIn(cx: FixContext, node: CNode, names: ReadonlySet<string>): boolean {
  return [...within(node)].some(
    (kid) => kid.type === 'assignment_expression' && names.has(textOf(cx.file, kidOf(kid, 'left')!)),
  );
}

/** Does something other than NULL go into one of them: in the function, or in a call of it? */
function mayBeSet(cx: FixContext, fn: CNode, names: ReadonlySet<string>): boolean {
  const isValue = (value: CNode | undefined) =>
    value !== undefined && withoutCasts(cx.file, value).type !== 'null';
  const isSet = [...within(fn)].some((node) => {
    if (node.type === 'assignment_expression')
      return names.has(textOf(cx.file, kidOf(node, 'left')!)) && isValue(kidOf(node, 'right'));
    if (node.type === 'pointer_expression')
      return (
        textOf(cx.file, node).startsWith('&') && names.has(textOf(cx.file, kidOf(node, 'argument') ?? node))
      );
    // A macro may do anything with it.
    if (
      node.type === 'call_expression' &&
      cx.file.macros.has(textOf(cx.file, kidOf(node, 'function') ?? node))
    )
      return argumentsOf(node).some((arg) => names.has(textOf(cx.file, arg)));
    if (node.type !== 'init_declarator') return false;
    const name = textOf(cx.file, kidOf(node, 'declarator')!).replace(/^\W+/, '');
    return names.has(name) && isValue(kidOf(node, 'value'));
  });
  if (isSet) return true;
  const i = parametersOf(cx, fn).findIndex((name) => names.has(name));
  if (i < 0) return [...names].some((name) => !/^\w+$/.test(name));
  const calls = callsOf(cx.file, cx.file.root, nameOf(cx, fn));
  return calls.length === 0 || calls.some((call) => isValue(argumentsOf(call)[i]));
}
