/** Fixes of the rule wrong-null-check: what was just set is tested. */
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, FixContext } from '../candidate.ts';
import { replace } from '../edits.ts';
import { absolute, chainAt, textOf, within } from '../tree.ts';

export function otherTestedFixes(
  fault: FaultOf<'wrong-null-check', 'tested'>,
  { file }: FixContext,
): readonly Answer[] {
  if (fault.graph.path !== file.path) return [];
  const { start, end } = absolute(fault.graph, fault.shown);
  const [around] = chainAt(file, { start, end });
  if (!around) return [];
  const tested = [...within(around)].find(
    (node) => start <= node.start && node.end <= end && textOf(file, node) === fault.subject,
  );
  const { set } = fault.data;
  if (!tested) return [];
  const title = words().nullTest.instead(set, fault.subject);
  return [{ safe: false, ways: [{ title, edits: [replace(tested, set)] }] }];
}
