/** What is done with a pointer where a test has found it to be NULL: no run gets through that, so it can go. */
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { replaceWith } from '../edits.ts';
import { withoutStatement } from '../remove.ts';
import { callNamesIn, isSame, kidOf, textOf } from '../tree.ts';
import type { Untested } from './facts.ts';
import { heldAt } from './held.ts';
import { isPlace } from './pointer.ts';
import { isCertain, testOf } from './reach.ts';
import { usesAlways } from './sure.ts';

/** The statement goes, or gives way to what releases the things that the rest of its arm would leave with. */
export function* leftOut(untested: Untested): Generator<Candidate, void, void> {
  const { cx, fault, use, fn, all, pointers } = untested;
  if (use.node.type !== 'expression_statement' || isLocal(cx, use.node)) return;
  for (const pointer of pointers.filter(isPlace).map((node) => textOf(cx.file, node))) {
    if (!isInNullArm(untested, pointer) || !usesAlways(cx, use.node, pointer)) continue;
    const title = words().nullTest.leaveOut(pointer);
    const drops = callNamesIn(cx.file, use.node);
    yield { title, edits: withoutStatement(cx, use), drops };
    const held = heldAt(cx, fault, { graph: fault.graph, fn, end: all.length, offset: use.node.start });
    const code = held.flatMap(({ codes }) => codes[0]!);
    if (code.length > 0) yield { title, edits: [replaceWith(cx, use.node, code)], drops };
  }
}

/** A release that is only reached with NULL: with anything else, to leave it out would lose a reference. */
export function* releaseLeftOut({ cx, fault, use, pointers }: Untested): Generator<Candidate, void, void> {
  const call = use.node.type === 'expression_statement' ? use.node.kids[0] : undefined;
  const callee = call?.type === 'call_expression' ? textOf(cx.file, kidOf(call, 'function') ?? call) : '';
  const first = lookupFunction(callee)?.params[0]?.arg;
  const [pointer] = pointers;
  if (!isCertain(fault) || !pointer || first?.role !== 'object' || first.trust !== 'release') return;
  const title = words().nullTest.leaveOut(textOf(cx.file, pointer));
  yield { title, edits: withoutStatement(cx, use), drops: [callee] };
}

/** In an arm that only runs go into for which it is NULL, with nothing before it there. */
function isInNullArm({ cx, use }: Untested, pointer: string): boolean {
  const [parent, outer, above] = use.around;
  const isFirst = parent?.type === 'compound_statement' && isSame(parent.kids[0], use.node);
  const [arm, holder, further] = isFirst ? [parent, outer, above] : [use.node, parent, outer];
  const test = holder?.type === 'else_clause' ? further : holder;
  if (test?.type !== 'if_statement') return false;
  const asked = testOf(cx, kidOf(test, 'condition'));
  return asked?.pointer === pointer && asked.ofNull === isSame(kidOf(test, 'consequence'), arm);
}

/** A variable of the function gets its value there. */
function isLocal(cx: FixContext, { kids: [value] }: CNode): boolean {
  const left = value?.type === 'assignment_expression' ? kidOf(value, 'left') : undefined;
  return left?.type === 'identifier' && !cx.module.globals.has(textOf(cx.file, left));
}
