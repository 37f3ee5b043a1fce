/** `if (m) return;` before what uses it: the pointer is lost where it is there, and NULL where it is used. */
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { replace } from '../edits.ts';
import { exitOf, testOf } from '../null/reach.ts';
import { nullTest } from '../null/style.ts';
import { decisions } from '../place.ts';
import { absolute, kidOf, textOf } from '../tree.ts';
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
    const condition = kidOf(node, 'condition');
    const arm = kidOf(node, 'consequence');
    const test = testOf(cx, condition);
    if (!condition || !arm || !test || test.ofNull || kidOf(node, 'alternative')) continue;
    const isHere = arm.start <= lost.start && lost.end <= arm.end;
    const isBare = arm.type !== 'compound_statement' || arm.kids.length === 1;
    if (!isHere || !isBare || !exitOf(arm) || !holders.includes(test.pointer)) continue;
    const [head] = nullTest(cx, test.pointer, []);
    const [text] = /\(.*\)/s.exec(head!)!;
    if (text !== textOf(cx.file, condition))
      yield { title: words().nullTest.invert(test.pointer), edits: [replace(condition, text)] };
  }
}
