/** Fixes of the rule use-after-release. */
import { words } from '../../../../bpf/words/fixes.ts';
import type { Answer, Candidate, FixContext } from '../candidate.ts';
import { withoutStatement } from '../remove.ts';
import { absolute, chainAt, isStatement, placedIn, textOf } from '../tree.ts';
import { copiedBefore, copiedInLoop, endsElement } from './element.ts';
import { type Ended, type EndedFault, endedBefore, traced } from './ended.ts';
import { releasedTwice } from './ended-release.ts';
import { usedLater } from './ended-use.ts';
import { endedBeforeScope, isCleanup, leftScope } from './scoped.ts';
import { secondReference } from './second-reference.ts';

/**
 * A release too many goes. A use too late is put in order first, or has a reference of its own: whoever wrote the call may
 * have thought of the one or the other.
 */
export function endedFixes(fault: EndedFault, cx: FixContext): readonly Answer[] {
  const frames = traced(fault)?.frames ?? [];
  const scope = frames.find((_, i) => isCleanup(cx, frames[i + 1]?.graph.name ?? ''));
  // Every run that came to the second end, or to a use behind the scope, went wrong.
  if (scope) return [{ safe: true, ways: leftScope(cx, fault, scope) }];
  const inLoop = [...copiedInLoop(fault, cx)];
  if (inLoop.length > 0) return [{ safe: true, ways: inLoop }];
  const ended = endedBefore(fault, cx);
  if (!ended) return [];
  if (isCleanup(cx, fault.graph.name)) return [{ safe: true, ways: endedBeforeScope(ended) }];
  // What a slot or another function has taken over is not released once more, whoever wrote that.
  const isSafe = fault.what === 'release' && ended.how !== 'function' && !ended.isRound;
  const kept = { safe: false, ways: keptByFunction(ended) };
  // To release a second reference at once is the same as not to.
  if (fault.what === 'release') return [{ safe: isSafe, ways: releasedOnce(ended) }, kept];
  const other = { safe: false, ways: secondReference(ended) };
  if (ended.how === 'function') return [other, kept];
  // A copy is what the element was.
  if (endsElement(ended)) return [{ safe: true, ways: elementKept(ended, fault.what === 'argument') }];
  // The end that comes later is the same end, and what is between did not ask whether it was there yet.
  return [{ safe: ended.how === 'release' && !ended.isRound, ways: usedLater(ended) }, other];
}

/** The memory of an iterator is read-only, and few functions of the kernel take that: the copy is taken by all. */
function* elementKept(ended: Ended, isPassed: boolean): Generator<Candidate, void, void> {
  if (!isPassed) yield* usedLater(ended);
  yield* copiedBefore(ended);
  if (isPassed) yield* usedLater(ended);
}

function* releasedOnce(ended: Ended): Generator<Candidate, void, void> {
  yield* releasedTwice(ended);
  yield* secondReference(ended);
}

/** The function leaves the release to its callers. */
function* keptByFunction({ cx, how, origin, callee }: Ended): Generator<Candidate, void, void> {
  if (how !== 'function' || origin.graph.path !== cx.file.path) return;
  const chain = chainAt(cx.file, absolute(origin.graph, origin.at));
  const call = chain.find(({ type }) => type === 'call_expression');
  const statement = placedIn(chain, isStatement);
  if (!call || statement?.node.type !== 'expression_statement' || statement.node.kids[0] !== call) return;
  const released = textOf(cx.file, call.kids[0]!);
  const title = words().ownership.keptBy(released, callee);
  yield { title, edits: withoutStatement(cx, statement), drops: [released] };
}
