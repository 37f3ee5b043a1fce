/** `if (m) return;` before what uses it: the pointer is lost where it is there, and NULL where it is used. */

import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { insertAfter, replace } from '../edits.ts';
import { bare, exitOf, testOf } from '../null/reach.ts';
import { turnedRound } from '../null/style.ts';
import { decisions } from '../place.ts';
import { absolute, chainAt, functionAround, indexIn, kidOf, placed, textOf, within } from '../tree.ts';
import type { LeakFault } from './facts.ts';

/** Holds only where all that comes behind the test gives the reference back. */
export function* turned(
  cx: FixContext,
  fault: LeakFault,
  holders: readonly string[],
): Generator<Candidate, void, void> {
  if (fault.what !== 'exit') return;
  const lost = absolute(fault.graph, fault.at);
  for (const { node } of decisions(cx, fault)) {
    const arm = kidOf(node, 'consequence');
    const otherwise = kidOf(node, 'alternative');
    if (!arm || !(arm.start <= lost.start && lost.end <= arm.end) || !exitOf(arm)) continue;
    for (const asked of operandsOf(cx, kidOf(node, 'condition'))) {
      const pointer = askedOf(cx, asked);
      if (pointer === undefined || !holders.includes(pointer) || isNamedIn(cx, arm, pointer)) continue;
      if (otherwise && !isNamedIn(cx, otherwise, pointer)) continue;
      const [what, text] = turnedRound(cx, asked, { pointer, ofNull: false });
      if (text !== textOf(cx.file, what))
        yield { title: words().nullTest.invert(pointer), edits: [replace(what, text)] };
    }
  }
}

/** Of `a || b`, each decides alone. */
function operandsOf(cx: FixContext, condition: CNode | undefined): CNode[] {
  const node = bare(cx, condition);
  if (!node || kidOf(node, 'operator')?.type !== '||') return condition ? [condition] : [];
  return [kidOf(node, 'left'), kidOf(node, 'right')].flatMap((side) => operandsOf(cx, side));
}

/** The pointer that is not NULL where the condition holds. */
function askedOf(cx: FixContext, condition: CNode): string | undefined {
  const test = testOf(cx, condition);
  if (test) return test.ofNull ? undefined : test.pointer;
  const node = bare(cx, condition);
  return node?.type === 'assignment_expression' ? textOf(cx.file, kidOf(node, 'left')!) : undefined;
}

/** `t = a; a = b;` and nothing reads `t`: what would make it an exchange is not there. */
export function* halfExchange(cx: FixContext, fault: LeakFault): Generator<Candidate, void, void> {
  if (fault.what !== 'overwritten') return;
  const at = absolute(fault.graph, fault.at);
  const chain = chainAt(cx.file, at);
  const statement = chain.find(({ type }) => type === 'expression_statement');
  const fn = functionAround(chain);
  const siblings = statement ? placed(cx.file, statement).around[0]!.kids : [];
  const before = statement && siblings[indexIn(siblings, statement) - 1];
  const [kept, set] = [namesIn(cx, before), namesIn(cx, statement)];
  if (!statement || !fn || !kept || !set || kept.from !== set.to) return;
  const reads = [...within(fn)].filter(
    (node) => node.start > statement.end && textOf(cx.file, node) === kept.to,
  );
  if (reads.length > 0 || kept.to === set.from) return;
  const code = [`${set.from} = ${kept.to};`];
  yield {
    title: words().ownership.exchange(set.to, set.from),
    edits: insertAfter(cx, placed(cx.file, statement), code),
  };
}

/** Of `to = from;`, both of them variables. */
function namesIn(cx: FixContext, statement: CNode | undefined): { to: string; from: string } | undefined {
  const value = statement?.type === 'expression_statement' ? statement.kids[0] : undefined;
  const [left, right] = [kidOf(value, 'left'), kidOf(value, 'right')];
  if (kidOf(value, 'operator')?.type !== '=' || left?.type !== 'identifier' || right?.type !== 'identifier')
    return undefined;
  return { to: textOf(cx.file, left), from: textOf(cx.file, right) };
}

function isNamedIn(cx: FixContext, node: CNode, pointer: string): boolean {
  return [...within(node)].some((kid) => textOf(cx.file, kid) === pointer);
}
