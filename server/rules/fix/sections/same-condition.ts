/** `if (a) lock(); ... if (b) unlock();`: what decides on the beginning decides on the end, too. */
import type { Section } from '../../../../bpf/kernel/faults/unbalanced-rcu-section.ts';
import { closerOf, openerOf } from '../../../../bpf/kernel/locks.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { replace } from '../edits.ts';
import { isPure } from '../expression.ts';
import { functionAround, kidOf, type Placed, textOf, within } from '../tree.ts';
import { callStatements, openedBy, statementOf, type UnbalancedFault } from './section.ts';

/** Left open at an exit. */
export function* closedOnIt(
  cx: FixContext,
  fault: UnbalancedFault,
  section: Section,
): Generator<Candidate, void, void> {
  const opened = openedBy(cx, fault, section);
  const lock = opened?.step.graph === fault.graph ? statementOf(cx, opened.step) : undefined;
  const close = closerOf(opened?.call?.name ?? section);
  const fn = lock && functionAround(lock.around);
  if (!lock || !close || !fn) return;
  for (const unlock of callStatements(cx, fn, close)) yield* sameCondition(cx, fn, lock, unlock, close);
}

/** Closed where nothing is open. */
export function* openedOnIt(
  cx: FixContext,
  fault: UnbalancedFault,
  close: string,
): Generator<Candidate, void, void> {
  const unlock = statementOf(cx, fault);
  const fn = unlock && functionAround(unlock.around);
  const open = openerOf(close);
  if (!unlock || !fn || !open) return;
  for (const lock of callStatements(cx, fn, open)) yield* sameCondition(cx, fn, lock, unlock, close);
}

function* sameCondition(
  cx: FixContext,
  fn: CNode,
  lock: Placed,
  unlock: Placed,
  close: string,
): Generator<Candidate, void, void> {
  const test = conditionOf(lock);
  const other = unlock.node.start > lock.node.end ? conditionOf(unlock) : undefined;
  if (!test || !other || !isPure(test) || !isPure(other)) return;
  const text = textOf(cx.file, test);
  if (textOf(cx.file, other) === text) return;
  const names = [...within(test)].filter(({ type }) => type === 'identifier');
  // What it reads is the function's, and set nowhere behind the test.
  for (const name of names.map((node) => textOf(cx.file, node)))
    if (cx.module.globals.has(name) || isSetBehind(cx, fn, test.end, name)) return;
  const title = words().sections.sameCondition(close, text.replace(/^\(|\)$/g, ''));
  yield { title, edits: [replace(other, text)] };
}

/** The condition of the `if` without `else` that decides on nothing but this statement. */
function conditionOf({ around }: Placed): CNode | undefined {
  const isOnly = around[0]?.type === 'compound_statement' && around[0].kids.length === 1;
  const test = isOnly ? around[1] : around[0];
  if (test?.type !== 'if_statement' || kidOf(test, 'alternative')) return undefined;
  return kidOf(test, 'condition');
}

function isSetBehind(cx: FixContext, fn: CNode, from: number, name: string): boolean {
  return [...within(fn)].some((node) => {
    if (node.start < from || !/^(?:assignment|update|pointer)_expression$/.test(node.type)) return false;
    const target = kidOf(node, 'left') ?? kidOf(node, 'argument');
    return target !== undefined && textOf(cx.file, target) === name;
  });
}
