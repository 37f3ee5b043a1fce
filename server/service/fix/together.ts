/** Fixes of several findings in one edit: each holds alone, but two may be in each other's way. */

import type { TextEdit } from '../../rules/fix/candidate.ts';
import type { Session } from '../session.ts';
import { applyEdits, unionOf } from '../text-edits.ts';
import type { Diagnostic } from '../types.ts';
import { areGone } from './judge.ts';
import { isAsked, type Known, type Looked, look, lookAgain, type Target } from './look.ts';

export interface Part {
  readonly finding: Pick<Diagnostic, 'rule' | 'range' | 'message'>;
  readonly edits: readonly TextEdit[];
}

/** Checks that one question may cost. */
const MOST_TRIALS = 60;

interface Question {
  readonly session: Session;
  readonly before: Looked;
  readonly parts: readonly Part[];
  left: number;
}

/**
 * Which parts, by index and in their order, hold when all of them are applied to the text: their findings are gone, and
 * nothing is worse. All are tried at once, then halves. In a session that is for nothing else; in slices, as a check.
 */
export function* holdTogether(
  target: Target,
  text: string,
  parts: readonly Part[],
): Generator<void, readonly number[], void> {
  return yield* holdIn(target.session, yield* look(target, text), parts);
}

/** The same for a text that was looked at. */
export function* holdIn(
  session: Session,
  before: Looked,
  parts: readonly Part[],
): Generator<void, readonly number[], void> {
  const question: Question = { session, before, parts, left: MOST_TRIALS };
  return yield* grow(question, [], [...parts.keys()]);
}

/** Those that hold already, and as many more as go with them. */
function* grow(
  question: Question,
  held: readonly number[],
  more: readonly number[],
): Generator<void, readonly number[], void> {
  if (more.length === 0) return held;
  if (yield* holds(question, [...held, ...more])) return [...held, ...more];
  if (more.length === 1) return held;
  const half = more.length >> 1;
  const first = yield* grow(question, held, more.slice(0, half));
  return yield* grow(question, first, more.slice(half));
}

function* holds(question: Question, chosen: readonly number[]): Generator<void, boolean, void> {
  const { session, before, parts } = question;
  const edits = unionOf(chosen.map((i) => parts[i]!.edits));
  const edited = applyEdits(before.text, edits);
  if (edited === undefined || question.left-- <= 0) return false;
  const targets = chosen.flatMap((i): Known[] => {
    const known = before.known.find((one) => isAsked(one, parts[i]!.finding));
    return known ? [known] : [];
  });
  if (targets.length < chosen.length) return false;
  const after = yield* lookAgain(session, before, edited);
  yield;
  return areGone(before, new Set(targets), edits, after);
}
