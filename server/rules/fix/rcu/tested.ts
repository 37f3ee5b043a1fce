/**
 * Only the condition needs the section; what it decides on may sleep or leave:
 *
 *      bpf_rcu_read_lock();
 *      is_full = bpf_cpumask_full(p->cpus_ptr);
 *      bpf_rcu_read_unlock();
 *      if (is_full)
 *              return 0;
 */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { declare, insertBefore, replace } from '../edits.ts';
import { freshName } from '../place.ts';
import { exitsFrom } from '../sections/exits.ts';
import { encloseReads, type Region } from '../sections/region.ts';
import { kidOf, placed, textOf } from '../tree.ts';
import type { Reads } from './rcu-reads.ts';
import { enclosing, LOCK, UNLOCK } from './rcu-section.ts';

/** The condition of the last statement, in its brackets, if nothing behind it needs the section. */
export function testOf({ fn, block, statements }: Region, nodes: readonly CNode[]): CNode | undefined {
  const last = statements.at(-1)!;
  const condition = last.type === 'if_statement' ? kidOf(last, 'condition') : undefined;
  if (!condition || !kidOf(fn, 'body') || block.type !== 'compound_statement') return undefined;
  if (!nodes.every((node) => node.end <= condition.end)) return undefined;
  return condition;
}

/** Are the arms of the last statement the only ways out? */
export function leavesByArm(cx: FixContext, { fn, statements }: Region): boolean {
  const waysOut = (stretch: readonly CNode[]) => exitsFrom(cx, stretch, fn).length;
  return waysOut(statements.slice(-1)) > 0 && waysOut(statements.slice(0, -1)) === 0;
}

export function* tested(
  cx: FixContext,
  found: Reads,
  { fn, block, statements }: Region,
  nodes: readonly CNode[],
  condition: CNode,
): Generator<Candidate, void, void> {
  const { question, names } = questionOf(cx, condition);
  const name = freshName(cx, fn, names);
  const assigned = `${name} = ${textOf(cx.file, question).replace(/\s+/g, ' ')};`;
  const rest = { fn, block, statements: statements.slice(0, -1) };
  const { needs } = enclosing(cx, found);
  const last = placed(cx.file, statements.at(-1)!);
  const edits =
    rest.statements.length > 0
      ? encloseReads(cx, rest, nodes, { open: LOCK, close: UNLOCK, needs, isClosed: true })
      : insertBefore(cx, last, LOCK);
  if (!edits) return;
  yield {
    title: words().rcu.holdTest,
    edits: [
      ...declare(cx, kidOf(fn, 'body')!, `bool ${name};`),
      ...edits,
      ...insertBefore(cx, last, [assigned, ...UNLOCK]),
      replace(question, name),
    ],
  };
}

/** What kernel functions answer, as a variable says it. */
const ANSWERS: Readonly<Record<string, string>> = {
  bpf_cpumask_test_cpu: 'is_set',
  bpf_cpumask_test_and_set_cpu: 'was_set',
  bpf_cpumask_test_and_clear_cpu: 'was_set',
  bpf_cpumask_empty: 'is_empty',
  bpf_cpumask_full: 'is_full',
  bpf_cpumask_equal: 'is_equal',
  bpf_cpumask_subset: 'is_subset',
  bpf_cpumask_intersects: 'intersects',
};

/** What is kept in the variable: the call that the condition is, or negates, or all that stands in its brackets. */
function questionOf(
  cx: FixContext,
  condition: CNode,
): { readonly question: CNode; readonly names: readonly string[] } {
  const all = { ...condition, start: condition.start + 1, end: condition.end - 1 };
  let inner: CNode | undefined = condition;
  while (inner && inner.type !== 'call_expression') inner = onlyOperand(cx, inner);
  const callee = inner && kidOf(inner, 'function');
  const answer = callee && ANSWERS[textOf(cx.file, callee)];
  const others = ['holds', 'is_so', 'outcome'];
  return inner && answer ? { question: inner, names: [answer, ...others] } : { question: all, names: others };
}

function onlyOperand(cx: FixContext, node: CNode): CNode | undefined {
  if (node.type === 'parenthesized_expression') return node.kids.find(({ type }) => !/^[()]$/.test(type));
  const isNegated = node.type === 'unary_expression' && textOf(cx.file, node).startsWith('!');
  return isNegated ? kidOf(node, 'argument') : undefined;
}
