/** Fixes of the rule kernel-mask-written: a mask of the program's is populated instead. */
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext } from '../candidate.ts';
import { bareText } from '../expression.ts';
import { freshObject, newMask } from '../fresh-object.ts';
import { passedAt } from '../passed.ts';

export function kernelMaskFixes(
  fault: FaultOf<'kernel-mask-written', 'populate'>,
  cx: FixContext,
): readonly Answer[] {
  return [{ safe: false, ways: populatedInstead(fault, cx) }];
}

function* populatedInstead(
  fault: FaultOf<'kernel-mask-written', 'populate'>,
  cx: FixContext,
): Generator<Candidate, void, void> {
  const passed = passedAt(fault, fault.data.arg, cx);
  if (!passed) return;
  const title = words().ownership.changeOwn(bareText(cx.file, passed.arg));
  const fresh = {
    cx,
    maker: newMask(),
    statement: passed.statement,
    replaced: [passed.arg],
    as: (name: string) => `(struct cpumask *)${name}`,
    fill: () => [],
    isMoved: false,
  };
  for (const edits of freshObject(fresh)) yield { title, edits };
}
