/** Fixes of resilient locks, which may not be taken. */
import type { Section } from '../../../../bpf/kernel/faults/unbalanced-rcu-section.ts';
import { closerOf } from '../../../../bpf/kernel/locks.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { remove, replace, replaceWith } from '../edits.ts';
import { functionAround, isSame, kidOf, type Placed, placed, textOf, within } from '../tree.ts';
import { leaves } from './exits.ts';
import { callSite, callStatements, openedBy, type UnbalancedFault } from './section.ts';

/** It may not be taken: the function leaves then as it leaves before it, or with what it returns last. */
export function* mayFail(cx: FixContext, fn: CNode, lock: Placed): Generator<Candidate, void, void> {
  const name = /^bpf_res_spin_lock\w*/.exec(textOf(cx.file, lock.node))?.[0];
  const returns = [...within(fn)].filter(({ type }) => type === 'return_statement');
  const model = returns.findLast(({ end }) => end <= lock.node.start) ?? returns.at(-1);
  if (!name || model?.kids.some(({ type }) => type !== 'number_literal' && type !== 'unary_expression'))
    return;
  const exit = model ? textOf(cx.file, model) : 'return;';
  const call = textOf(cx.file, lock.node).replace(/;$/, '');
  const code = cx.style.braces ? [`if (${call}) {`, `\t${exit}`, '}'] : [`if (${call})`, `\t${exit}`];
  const edits = [replaceWith(cx, lock.node, code)];
  // Runs on which it fails did the work without the lock.
  yield { title: words().sections.mayFail(name), edits, safe: false };
}

/** `if (!lock()) return; ... unlock();`: runs that hold it leave, and the others unlock what they do not hold. */
export function* testTurned(
  cx: FixContext,
  fault: UnbalancedFault,
  section: Section,
): Generator<Candidate, void, void> {
  const opened = section === 'bpf_res_spin_lock' ? openedBy(cx, fault, section)?.call : undefined;
  const test = opened?.around.find(({ type }) => type === 'if_statement');
  const condition = kidOf(test, 'condition');
  const arm = kidOf(test, 'consequence');
  const fn = opened && functionAround(opened.around);
  if (!opened || !test || !condition || !arm || !fn || kidOf(test, 'alternative') || !leaves(arm)) return;
  const text = textOf(cx.file, opened.node);
  const asked = textOf(cx.file, condition).replace(/\s/g, '');
  if (asked !== `(!${text.replace(/\s/g, '')})`) return;
  const close = closerOf(opened.name);
  const closes = close ? callStatements(cx, fn, close) : [];
  const isInArm = ({ node }: Placed) => arm.start <= node.start && node.end <= arm.end;
  const { around } = placed(cx.file, test);
  const isBehind = ({ node, around: [block] }: Placed) => node.start > test.end && isSame(block, around[0]);
  if (closes.some(isInArm) || !closes.some(isBehind)) return;
  yield { title: words().sections.turnTest(opened.name), edits: [replace(condition, `(${text})`)] };
}

/** The second time goes with its test, and with one of the unlocks behind it. */
export function* withoutSecondLock(cx: FixContext, fault: UnbalancedFault): Generator<Candidate, void, void> {
  const call = callSite(cx, fault);
  const test = call?.around.find(({ type }) => /^(?:if|expression)_statement$/.test(type));
  const fn = call && functionAround(call.around);
  const close = call && closerOf(call.name);
  if (!call || !test || !fn || !close) return;
  const arm = kidOf(test, 'consequence');
  if (test.type === 'if_statement' && (!arm || !leaves(arm) || kidOf(test, 'alternative'))) return;
  const behind = callStatements(cx, fn, close).filter(({ node }) => node.start > test.end);
  const [first, second] = behind;
  if (!first || !second) return;
  yield {
    title: words().sections.dropAgain(call.name),
    edits: [remove(cx, test), remove(cx, first.node)],
    drops: [call.name, close],
  };
}
