/**
 * One round of fixes of a text: those of findings that have nothing in common, applied together if they hold.
 *
 *      open findings ─▶ those apart from each other ─▶ searched together ─▶ applied together ─┬▶ all hold
 *                                 │                                                           └▶ halves of them
 *                                 └▶ what needs more than its functions: searched alone, until one is applied
 */
import type { TextEdit } from '../../rules/fix/candidate.ts';
import { searchAlone } from '../fixes.ts';
import type { Session } from '../session.ts';
import { type Lines, linesOf, rangeAt } from '../text.ts';
import { smallestEdits } from '../text-edits.ts';
import type { Diagnostic, Fix } from '../types.ts';
import { isAsked, type Known, type Looked, lookAgain } from './look.ts';
import type { Found } from './search.ts';
import { holdIn } from './together.ts';
import { type Cut, wholeOf } from './units.ts';
import { concernedBy, independent, reachOf, searchTogether } from './waves.ts';

export interface Round {
  readonly session: Session;
  readonly before: Looked;
  readonly isChosen: (fix: Pick<Fix, 'preferred' | 'safe' | 'isInstead'>, finding: Diagnostic) => boolean;
  readonly mayGoOn: () => boolean;
}

/** What came of one finding. */
export interface Result {
  readonly finding: Diagnostic;
  /** All that is offered; undefined: there was no work left for it. */
  readonly fixes: readonly Fix[] | undefined;
  /** To be applied, with its edits as offsets. */
  readonly chosen?: Fix & { readonly spans: readonly TextEdit[] };
}

interface Open {
  readonly finding: Diagnostic;
  readonly known: Known;
}

/** Results of some of the findings, in their order; at least of one. Those with a `chosen` fix hold together. */
export function* fixRound(round: Round, findings: readonly Diagnostic[]): Generator<void, Result[], void> {
  const { session, before, mayGoOn } = round;
  const reach = reachOf(before);
  const open = findings.flatMap((finding): Open[] => {
    const known = before.known.find((one) => isAsked(one, finding));
    return known ? [{ finding, known }] : [];
  });
  const lost = findings.filter((finding) => !open.some((one) => one.finding === finding));
  const none = lost.map((finding): Result => ({ finding, fixes: [] }));
  const apart = independent(open, ({ known }) => concernedBy(known, reach)).map(({ one }) => one);
  if (apart.length < 2) return [...none, ...(yield* alone(round, apart))];
  const place = { session, before, reach, mayGoOn };
  const { cut, outcomes } = yield* searchTogether(
    place,
    apart.map(({ known }) => known),
  );
  const lines = linesOf(before.text);
  const results: Result[] = [];
  for (const [i, { finding }] of apart.entries()) {
    const outcome = outcomes[i]!;
    if (outcome === 'unfinished') results.push({ finding, fixes: undefined });
    else if (outcome !== 'outside') results.push(resultOf(round, finding, outcome, { cut, lines }));
    yield;
  }
  const chosen = results.filter((result) => result.chosen);
  const held = new Set((yield* heldOf(round, chosen)).map((i) => chosen[i]!));
  const settled = results.filter((result) => !result.chosen || held.has(result));
  if (held.size > 0) return [...none, ...settled];
  // Nothing was applied: what could not be tried with others is tried on the same text.
  const left = apart.filter(({ finding }) => !settled.some((result) => result.finding === finding));
  return [...none, ...settled, ...(yield* alone(round, left))];
}

function* heldOf(
  { session, before }: Round,
  chosen: readonly Result[],
): Generator<void, readonly number[], void> {
  if (chosen.length === 0) return [];
  return yield* holdIn(
    session,
    before,
    chosen.map(({ finding, chosen: fix }) => ({ finding, edits: fix!.spans })),
  );
}

/** One after the other, until one is to be applied. */
function* alone(round: Round, open: readonly Open[]): Generator<void, Result[], void> {
  const results: Result[] = [];
  const lines = linesOf(round.before.text);
  for (const { finding } of open) {
    if (!round.mayGoOn()) {
      results.push({ finding, fixes: undefined });
      continue;
    }
    // Trials have moved the graphs of the text.
    const before = yield* lookAgain(round.session, round.before, round.before.text);
    const known = before.known.find((one) => isAsked(one, finding))!;
    const found = yield* searchAlone(round.session, before, known);
    const result = resultOf(round, finding, found, { cut: wholeOf(before.text), lines });
    results.push(result);
    if (result.chosen) return results;
  }
  return results;
}

function resultOf(
  { before: { text }, isChosen }: Round,
  finding: Diagnostic,
  found: Found,
  { cut, lines }: { readonly cut: Cut; readonly lines: Lines },
): Result {
  const made = found.fixes.map(({ own, ...fix }) => {
    const spans = [...own].flatMap(([i, newText]) => smallestEdits(text, { ...cut.units[i]!, newText }));
    const edits = spans.map(({ start, end, newText }) => ({ range: rangeAt(lines, start, end), newText }));
    return { ...fix, edits, spans };
  });
  const fixes = made.map(({ spans: _, ...fix }): Fix => fix);
  const chosen = made.find((fix) => isChosen(fix, finding));
  return chosen ? { finding, fixes, chosen } : { finding, fixes };
}
