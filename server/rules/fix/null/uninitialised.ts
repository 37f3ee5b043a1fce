/** Fixes of pointers that some path reads before they are set: NULL where they are declared, and a test where they need one. */
import { words } from '../../../../bpf/words/fixes.ts';
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext } from '../candidate.ts';
import { initialise } from '../place.ts';
import { exitsAt } from './exit.ts';
import { type Untested, untestedOf } from './facts.ts';
import { guards, isGuardMeant } from './guard.ts';
import { spotsOf } from './spots.ts';
import { nullTest } from './style.ts';
import { usesAlways } from './sure.ts';

/** What is no local pointer has none: which value was meant to be there cannot be known. */
export function uninitialisedFixes(fault: Fault, cx: FixContext): readonly Answer[] {
  const untested = untestedOf(fault, cx);
  const set = untested && initialise(cx, untested.fn, fault.subject);
  if (!untested || !set) return [];
  const title = words().uninitialised.set(fault.subject);
  const only: Candidate = { title, edits: set, safe: true };
  const also = (ways: Iterable<Candidate>): Candidate[] =>
    [...ways].map((way) => ({ ...way, edits: [...set, ...way.edits] }));
  const leave = also(leaves(untested));
  const guard = also(guarding(untested));
  // A test that is there already is what reads it.
  if (isInCondition(untested)) return [{ safe: true, ways: [only, ...leave] }];
  const [first, second] = isGuardMeant(untested) ? [guard, leave] : [leave, guard];
  return [
    { safe: true, ways: [only, ...first] },
    { safe: false, ways: second.map((way) => ({ ...way, safe: false })) },
  ];
}

function isInCondition({ use }: Untested): boolean {
  return use.node.type === 'if_statement';
}

const MOST_WAYS = 16;

function* leaves(untested: Untested): Generator<Candidate, void, void> {
  const { cx, fault } = untested;
  let left = MOST_WAYS;
  for (const spot of spotsOf(untested))
    for (const { act, code, isClear } of exitsAt({ cx, by: '', ...spot })) {
      if (left-- <= 0) return;
      const title = words().uninitialised.setAnd(fault.subject, act);
      yield { title, edits: spot.put(nullTest(cx, spot.pointer, code)), safe: spot.isSure && isClear };
    }
}

function* guarding(untested: Untested): Generator<Candidate, void, void> {
  const { cx, fault, use } = untested;
  const title = words().uninitialised.setAndGuard(fault.subject);
  for (const way of guards(untested)) yield { ...way, title, safe: usesAlways(cx, use.node, fault.subject) };
}
