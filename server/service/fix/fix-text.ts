/**
 * Fixes of a whole text, for who does not choose them one by one:
 *
 *      check ─▶ finding k ─▶ what is offered ─┬▶ one is applied ─▶ check ─▶ finding k of the new text
 *        ▲                                    └▶ none: it is left, and k + 1 is next
 *        │                                              │ behind the last
 *        └── again from the first, with another text ◀──┴▶ with the same: done
 *
 * Each fix takes a finding away and brings none, so this ends; and its work is bounded all the same.
 */

import { allHoles } from '../../../bpf/syntax/external/bodies.ts';
import { atOnce } from '../../../bpf/syntax/slices.ts';
import type { FileReader } from '../../../bpf/syntax/types.ts';
import type { TextEdit } from '../../rules/fix/candidate.ts';
import { type Fixer, fixerIn } from '../fixes.ts';
import { openSession, type Session } from '../session.ts';
import { linesOf, offsetAt, positionAt } from '../text.ts';
import { applyEdits } from '../text-edits.ts';
import type { Diagnostic, FileResult, Fix, Position } from '../types.ts';

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

/** Why a finding is still there: nothing is offered, what is offered was not asked for, the work was used up. */
export type WhyLeft = 'no-fix' | 'not-safe' | 'limit';

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
}

export interface FixOptions {
  readonly kernel: string;
  readonly choice: Choice;
  /** Slices of checks that it may take. */
  readonly work?: number;
}

export type FixText = (path: string, text: string, reader: FileReader, options: FixOptions) => FixedText;

/** About what a minute of one processor does. */
const WORK = 100_000;

/** `initChecker` must have resolved before. */
export const fixText: FixText = (path, text, reader, options) =>
  atOnce(fixInSlices(path, text, reader, options));

function* fixInSlices(
  path: string,
  text: string,
  reader: FileReader,
  { kernel, choice, work = WORK }: FixOptions,
): Generator<void, FixedText, void> {
  const session = openSession(path, text, reader);
  const fixer = fixerIn(session, kernel);
  const run: Run = { session, fixer, kernel, choice, left: work };
  try {
    const before = yield* checkText(run, text);
    const isUnparsed = choice !== 'none' && !isParsed(session);
    if (isUnparsed) return { text, before, after: before, applied: [], left: [], isUnparsed };
    return { ...(yield* fixAll(run, text, before)), before, isUnparsed };
  } finally {
    fixer.close();
  }
}

interface Run {
  readonly session: Session;
  readonly fixer: Fixer;
  readonly kernel: string;
  readonly choice: Choice;
  /** Slices. */
  left: number;
}

function* counted<T>(run: Run, slices: Generator<void, T, void>): Generator<void, T, void> {
  for (let next = slices.next(); ; next = slices.next()) {
    if (next.done) return next.value;
    run.left--;
    yield;
  }
}

function* checkText(run: Run, text: string): Generator<void, FileResult, void> {
  run.session.setText(text);
  return yield* counted(run, run.session.check(run.kernel));
}

/** Of the text that was checked last. */
function isParsed(session: Session): boolean {
  return session.doubts(undefined).doubtful === undefined && allHoles(session.parsed().file).length === 0;
}

/** What is known of a finding of the text as it is now. */
interface Answered {
  readonly fixes: readonly Fix[];
  readonly why: WhyLeft;
}

function* fixAll(
  run: Run,
  given: string,
  before: FileResult,
): Generator<void, Pick<FixedText, 'text' | 'after' | 'applied' | 'left'>, void> {
  const moves: Move[] = [];
  const applied: Done[] = [];
  let text = given;
  let after = before;
  let answers: Answered[] = [];
  let isChanged = false;
  for (;;) {
    const finding = after.diagnostics[answers.length];
    if (!finding) {
      if (!isChanged) break;
      answers = [];
      isChanged = false;
      continue;
    }
    const fixes = run.left > 0 ? yield* offered(run, text, finding) : undefined;
    const fix = fixes && chosen(fixes, run.choice);
    if (!fix) {
      answers.push({ fixes: fixes ?? [], why: !fixes ? 'limit' : fixes.length > 0 ? 'not-safe' : 'no-fix' });
      continue;
    }
    const edits = offsetsOf(text, fix);
    const at = offsetAt(linesOf(text), finding.range.start);
    applied.push({ fix, rule: finding.rule, at, moves: moves.length });
    moves.push(edits);
    text = applyEdits(text, edits)!;
    after = yield* checkText(run, text);
    isChanged = run.left > 0;
  }
  const diagnostics = after.diagnostics.map((found, i) => ({ ...found, fixes: answers[i]!.fixes }));
  return {
    text,
    after: { ...after, diagnostics },
    applied: applied.map((done) => placed(done, moves, given, text)),
    left: run.choice === 'none' ? [] : answers.map(({ why }) => why),
  };
}

function* offered(run: Run, text: string, finding: Diagnostic): Generator<void, readonly Fix[], void> {
  return (yield* counted(run, run.fixer.fixesFor(text, finding))).fixes;
}

function chosen(fixes: readonly Fix[], choice: Choice): Fix | undefined {
  if (choice === 'none') return undefined;
  return fixes.find(({ preferred, safe }) => preferred && (safe || choice === 'preferred'));
}

/** Edits of one fix, in order. */
type Move = readonly TextEdit[];

export function offsetsOf(text: string, { edits }: Fix): Move {
  const lines = linesOf(text);
  return edits
    .map(({ range, newText }) => ({
      start: offsetAt(lines, range.start),
      end: offsetAt(lines, range.end),
      newText,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
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
  given: string,
  text: string,
): Applied {
  const was = moves.slice(0, count).reduceRight(backAcross, at);
  const now = moves.slice(count).reduce(across, at);
  return {
    rule,
    title: fix.title,
    safe: fix.safe,
    was: positionAt(linesOf(given), was),
    now: positionAt(linesOf(text), now),
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
