/** Fixes of the rule use-after-release. */
import type { Answer, FixContext } from './candidate.ts';
import { type EndedFault, endedBefore } from './ended.ts';
import { releasedTwice } from './ended-release.ts';
import { usedLater } from './ended-use.ts';
import { secondReference } from './second-reference.ts';

/**
 * A release too many goes. A use too late is put in order first, or has a reference of its own: whoever wrote the call may
 * have thought of the one or the other.
 */
export function endedFixes(fault: EndedFault, cx: FixContext): readonly Answer[] {
  const ended = endedBefore(fault, cx);
  if (!ended) return [];
  const ways = fault.what === 'release' ? releasedTwice(ended) : usedLater(ended);
  const isSafe = fault.what === 'release' && ended.how === 'release' && !ended.isRound;
  return [
    { safe: isSafe, ways },
    { safe: false, ways: secondReference(ended) },
  ];
}
