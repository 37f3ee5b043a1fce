/** Fixes of pointers that may be NULL where they are used: a test, as the file writes its others. */
import { words } from '../../../../bpf/words/fixes.ts';
import type { Answer, Candidate, FixContext } from '../candidate.ts';
import { textOf } from '../tree.ts';
import { constantNull } from './exchange.ts';
import { exitsAt } from './exit.ts';
import { isReadThere, type NullFault, type Untested, untestedOf } from './facts.ts';
import { guards, isGuardMeant } from './guard.ts';
import { leftOut, releaseLeftOut } from './left-out.ts';
import { localFor, localGuards, localTests } from './local.ts';
import { goesOn, inverted, ofAnother, ofHalf, tooLate } from './misplaced.ts';
import { laterOperand, localNarrowed, narrowed, operandTurned } from './narrow.ts';
import { nullableParameter } from './nullable.ts';
import { hasNullArm, isOnlyNull } from './reach.ts';
import { type Spot, spotsOf } from './spots.ts';
import { nullTest } from './style.ts';
import { usesAlways } from './sure.ts';

/**
 * Leave where it is NULL, or only guard the use; the better first. Where the source passes the constant NULL there is
 * none: what was meant to be passed cannot be known.
 */
export function nullFixes(fault: NullFault, cx: FixContext): readonly Answer[] {
  if (fault.what === 'literal') return [];
  const untested = untestedOf(fault, cx);
  const [pointer] = untested?.pointers ?? [];
  if (!untested || !pointer || pointer.type === 'null' || pointer.type === 'number_literal') return [];
  const there = [ofAnother, ofHalf, goesOn, inverted, operandTurned, laterOperand, tooLate].flatMap(
    (ways) => [...ways(untested)],
  );
  if (isOnlyNull(untested))
    return [
      { safe: true, ways: there },
      { safe: 'alone', ways: leftOut(untested) },
    ];
  const answers = testsOf(untested, there);
  return fault.what === 'global'
    ? [...answers, { safe: false, ways: nullableParameter(fault, cx) }]
    : answers;
}

/**
 * The same answers in the same order for each place that one pointer is used at: it is followed through them. A test
 * that is there, but wrong, is put right rather than joined by another.
 */
function testsOf(untested: Untested, there: readonly Candidate[]): Answer[] {
  const { cx, use, pointers } = untested;
  const local = isReadThere(untested) ? localFor(untested) : undefined;
  const guard = [...limited(local ? localGuards(local) : guards(untested), MOST_GUARDS)];
  const leave = [...limited(local ? localTests(local) : leaves(untested), MOST_LEAVES)];
  const safe = pointers.some((node) => usesAlways(cx, use.node, textOf(cx.file, node)));
  const isGuardBetter = there.length === 0 && guard.length > 0 && isGuardMeant(untested);
  const second = leave.map((way) => ({ ...way, safe: false }));
  const sure = local ? [] : [...limited(sureLeaves(untested), MOST_LEAVES)];
  return [
    { safe, ways: isGuardBetter ? guard : [] },
    { safe, ways: isGuardBetter ? second : [...there, ...leave] },
    { safe: true, ways: local ? localNarrowed(local) : narrowed(untested), isInstead: true },
    { safe: true, ways: sure, isInstead: true },
    { safe: true, ways: local ? [] : constantNull(untested), isInstead: true },
    { safe: safe && 'alone', ways: guard },
    { safe: false, ways: releaseLeftOut(untested) },
  ];
}

const MOST_LEAVES = 32;
const MOST_GUARDS = 4;

function* limited(ways: Iterable<Candidate>, most: number): Generator<Candidate, void, void> {
  let left = most;
  for (const way of ways) {
    if (left-- <= 0) return;
    yield way;
  }
}

const MOST_EXITS = 10;

function* leaves({ cx, origin, ...untested }: Untested): Generator<Candidate, void, void> {
  for (const spot of spotsOf({ cx, origin, ...untested })) {
    if (hasNullArm(cx, spot.fn, spot.offset, spot.pointer)) continue;
    const exits = exitsAt({ cx, by: origin?.by ?? '', ...spot }).slice(0, MOST_EXITS);
    for (const { act, code, isClear } of exits) {
      const edits = spot.put(nullTest(cx, spot.pointer, code));
      yield { title: titleOf(spot, act), edits, safe: spot.isSure && isClear };
    }
  }
}

/** Those that change no run that did not fault: where the pointer is used, nothing else has come between. */
function* sureLeaves({ cx, origin, ...untested }: Untested): Generator<Candidate, void, void> {
  for (const spot of spotsOf({ cx, origin, ...untested })) {
    if (!spot.isSure || hasNullArm(cx, spot.fn, spot.offset, spot.pointer)) continue;
    const exits = exitsAt({ cx, by: origin?.by ?? '', ...spot }).slice(0, MOST_EXITS);
    for (const { act, code } of exits.filter(({ isClear }) => isClear)) {
      const { after, rightBefore } = words().nullTest;
      const { behind, pointer } = spot;
      const title = behind ? after(pointer, behind, act) : rightBefore(pointer, act);
      yield { title, edits: spot.put(nullTest(cx, pointer, code)), safe: true };
    }
  }
}

function titleOf({ behind, pointer }: Spot, act: string): string {
  const { after, before } = words().nullTest;
  return behind ? after(pointer, behind, act) : before(pointer, act);
}
