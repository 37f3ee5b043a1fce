/**
 * Fixes of a whole text, for who does not choose them one by one:
 *
 *      check ─▶ open findings ─▶ a round of fixes ─┬▶ applied ─▶ check ─▶ those of the new text that are open
 *        ▲                                         └▶ none: they are left
 *        │                                              │ nothing is open
 *        └── again with all, with another text ◀────────┴▶ with the same: done
 *
 * Each fix takes a finding away and brings none, so this ends; and its work is bounded all the same.
 */

import { allHoles } from '../../../bpf/syntax/external/bodies.ts';
import { atOnce } from '../../../bpf/syntax/slices.ts';
import type { FileReader } from '../../../bpf/syntax/types.ts';
import type { TextEdit } from '../../rules/fix/candidate.ts';
import { openSession, type Session } from '../session.ts';
import { type Choices, withSeverities } from '../settings/merge.ts';
import { type Lines, linesOf, offsetAt, positionAt } from '../text.ts';
import { applyEdits, inOrder, spanEdits, unionOf } from '../text-edits.ts';
import type { Diagnostic, FileResult, Fix, Position } from '../types.ts';
import { look } from './look.ts';
import { fixRound, type Result } from './rounds.ts';

/** Which fixes are applied; `none`: they are only found. */
export type Choice = 'none' | 'safe' | 'preferred';

/** A fix that was applied. */
export interface Applied {
  readonly rule: string;
  readonly title: string;
  readonly safe: boolean;
  /** Where its finding was in the text as it was given, and where that place is now. */
  readonly was: Position;
  readonly now: Position;
}

/** Why a finding is still there: nothing is offered, what is offered was not asked for (as it is, or
 * for a program that the kernel accepts), the work was used up. */
export type WhyLeft = 'no-fix' | 'not-safe' | 'warning' | 'limit';

export interface FixedText {
  /** As it was given, if nothing was applied. */
  readonly text: string;
  /** Of the text as it was given. */
  readonly before: FileResult;
  /** Of `text`; its findings have the fixes that are offered. */
  readonly after: FileResult;
  readonly applied: readonly Applied[];
  /** For each finding of `after`. Empty if nothing was to be applied. */
  readonly left: readonly WhyLeft[];
  /** Why nothing was tried: the text could not be fully parsed. */
  readonly isUnparsed: boolean;
  /** Findings of `after` whose fixes were not looked for, or not to the end: the work was used up. */
  readonly untried: number;
  /** Slices that it took. */
  readonly work: number;
}

export interface FixOptions {
  readonly kernel: string;
  readonly libbpf?: string | undefined;
  readonly choice: Choice;
  /** Whether warnings are fixed too: the kernel accepts such programs, so they are not changed unasked. */
  readonly withWarnings?: boolean;
  /** How findings are shown: what is off is not fixed. */
  readonly choices?: Choices;
  /** Slices of checks that it may take. */
  readonly work?: number;
}

export type FixText = (path: string, text: string, reader: FileReader, options: FixOptions) => FixedText;

/** What a text may cost: slices, and for large ones so many times those of its first check. */
const WORK = 100_000;
const CHECKS = 200;

/** `initChecker` must have resolved before. */
export const fixText: FixText = (path, text, reader, options) =>
  atOnce(fixInSlices(path, text, reader, options));

function* fixInSlices(
  path: string,
  text: string,
  reader: FileReader,
  { kernel, libbpf, choice, withWarnings = false, choices = {}, work }: FixOptions,
): Generator<void, FixedText, void> {
  const session = openSession(path, text, reader);
  const run: Run = { session, kernel, libbpf, choice, withWarnings, choices, left: 0, taken: 0 };
  try {
    const before = yield* checkText(run, text);
    run.left = work ?? Math.max(WORK, CHECKS * run.taken);
    const isUnparsed = choice !== 'none' && !isParsed(session);
    if (isUnparsed)
      return { text, before, after: before, applied: [], left: [], isUnparsed, untried: 0, work: run.taken };
    return { ...(yield* fixAll(run, text, before)), before, isUnparsed, work: run.taken };
  } finally {
    session.close();
  }
}

interface Run {
  readonly session: Session;
  readonly kernel: string;
  readonly libbpf: string | undefined;
  readonly choice: Choice;
  readonly withWarnings: boolean;
  readonly choices: Choices;
  /** Slices. */
  left: number;
  taken: number;
}

function* counted<T>(run: Run, slices: Generator<void, T, void>): Generator<void, T, void> {
  for (let next = slices.next(); ; next = slices.next()) {
    if (next.done) return next.value;
    run.left--;
    run.taken++;
    yield;
  }
}

function* checkText(run: Run, text: string): Generator<void, FileResult, void> {
  run.session.setText(text);
  const result = yield* counted(run, run.session.check(run.kernel, run.libbpf));
  return withSeverities(result, run.choices);
}

/** Of the text that was checked last. */
function isParsed(session: Session): boolean {
  return session.doubts(undefined).doubtful === undefined && allHoles(session.parsed().file).length === 0;
}

/** What is known of a finding of the text as it is now. */
interface Answered {
  readonly rule: string;
  readonly message: string;
  /** Where it begins. */
  readonly at: number;
  readonly fixes: readonly Fix[];
  readonly why: WhyLeft;
}

function* fixAll(
  run: Run,
  given: string,
  before: FileResult,
): Generator<void, Pick<FixedText, 'text' | 'after' | 'applied' | 'left' | 'untried'>, void> {
  const moves: Move[] = [];
  const applied: Done[] = [];
  let text = given;
  let after = before;
  let answers: readonly Answered[] = [];
  let isChanged = false;
  for (;;) {
    const lines = linesOf(text);
    const open = after.diagnostics.filter((finding) => !answerTo(answers, finding, lines));
    if (open.length === 0 || run.left <= 0) {
      if (!isChanged || run.left <= 0) break;
      answers = [];
      isChanged = false;
      continue;
    }
    const results = yield* roundOf(run, text, open);
    answers = [
      ...answers,
      ...results.flatMap((result) => (result.chosen ? [] : answered(run, result, lines))),
    ];
    const chosen = results.flatMap(({ finding, chosen: fix }) => (fix ? [{ finding, fix }] : []));
    if (chosen.length === 0) continue;
    for (const { finding, fix } of chosen) {
      const at = offsetAt(lines, finding.range.start);
      applied.push({ fix, rule: finding.rule, at, moves: moves.length });
    }
    const edits = inOrder(unionOf(chosen.map(({ fix }) => fix.spans)));
    moves.push(edits);
    text = applyEdits(text, edits)!;
    answers = answers.map((one) => ({ ...one, at: across(one.at, edits) }));
    after = yield* checkText(run, text);
    isChanged = true;
  }
  // What was made for another text than this does not hold: it was to be asked again.
  const isStale = isChanged;
  const lines = linesOf(text);
  const first = linesOf(given);
  const known = after.diagnostics.map((finding): Pick<Answered, 'fixes' | 'why'> => {
    const answer = isStale ? undefined : answerTo(answers, finding, lines);
    return answer ?? { fixes: [], why: 'limit' };
  });
  const diagnostics = after.diagnostics.map((found, i) => ({ ...found, fixes: known[i]!.fixes }));
  return {
    text,
    after: { ...after, diagnostics },
    applied: applied.map((done) => placed(done, moves, first, lines)),
    left: run.choice === 'none' ? [] : known.map(({ why }) => why),
    untried: known.filter(({ why }) => why === 'limit').length,
  };
}

function* roundOf(run: Run, text: string, open: readonly Diagnostic[]): Generator<void, Result[], void> {
  const { session } = run;
  const mayGoOn = () => run.left > 0;
  const before = yield* counted(run, look(run, text));
  const isChosen = (fix: Choosable, finding: Diagnostic) =>
    isWanted(run, finding) && isAsked(fix, run.choice);
  const round = { session, before, mayGoOn, isChosen };
  return yield* counted(run, fixRound(round, open));
}

function answered(run: Run, { finding, fixes }: Result, lines: Lines): Answered {
  const { rule, message, range } = finding;
  const at = offsetAt(lines, range.start);
  return { rule, message, at, fixes: fixes ?? [], why: whyLeft(run, finding, fixes) };
}

function whyLeft(run: Run, finding: Diagnostic, fixes: readonly Fix[] | undefined): WhyLeft {
  if (!fixes) return 'limit';
  if (fixes.length === 0) return 'no-fix';
  return !isWanted(run, finding) && fixes.some((fix) => isAsked(fix, run.choice)) ? 'warning' : 'not-safe';
}

function isWanted({ withWarnings }: Run, { severity }: Diagnostic): boolean {
  return withWarnings || severity === 'error';
}

function answerTo(
  answers: readonly Answered[],
  { rule, message, range }: Diagnostic,
  lines: Lines,
): Answered | undefined {
  const at = offsetAt(lines, range.start);
  return answers.find((one) => one.at === at && one.rule === rule && one.message === message);
}

type Choosable = Pick<Fix, 'preferred' | 'safe' | 'isInstead'>;

function isAsked({ preferred, safe, isInstead }: Choosable, choice: Choice): boolean {
  if (choice === 'safe') return safe && (preferred || isInstead === true);
  return choice === 'preferred' && preferred;
}

/** Edits of one fix, in order. */
type Move = readonly TextEdit[];

export function offsetsOf(text: string, { edits }: Fix): Move {
  return inOrder(spanEdits(linesOf(text), edits));
}

/** A fix, and where its finding was in the text that the first `moves` fixes had made. */
interface Done {
  readonly fix: Fix;
  readonly rule: string;
  readonly at: number;
  readonly moves: number;
}

function placed(
  { fix, rule, at, moves: count }: Done,
  moves: readonly Move[],
  given: Lines,
  text: Lines,
): Applied {
  const was = moves.slice(0, count).reduceRight(backAcross, at);
  const now = moves.slice(count).reduce(across, at);
  return {
    rule,
    title: fix.title,
    safe: fix.safe,
    was: positionAt(given, was),
    now: positionAt(text, now),
  };
}

/** Where an offset is after the edits; in what they replace, where that began. */
function across(offset: number, edits: Move): number {
  let by = 0;
  for (const { start, end, newText } of edits) {
    if (start > offset) break;
    if (end > offset) return start + by;
    by += newText.length - (end - start);
  }
  return offset + by;
}

function backAcross(offset: number, edits: Move): number {
  let by = 0;
  for (const { start, end, newText } of edits) {
    if (start + by > offset) break;
    if (start + by + newText.length > offset) return start;
    by += newText.length - (end - start);
  }
  return offset - by;
}
