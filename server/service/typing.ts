/**
 * What is shown while somebody types. Half a statement is judged like any other text, and its findings are of no use to
 * anybody; so what was found before stays, moved with the text, until the text is whole and rests:
 *
 *                     edit                                 pause
 *     ┌─────────┐ ──────────▶ ┌────────────────────────┐ ──────────▶ ┌────────────────────────────┐
 *     │ settled │             │ typing                 │             │ rested                     │
 *     │ all of  │             │ settled findings, moved│ ◀────────── │ findings of this text; those│
 *     │ them    │ ◀────────── │ and not more           │  edit in    │ settled where it is not    │
 *     └─────────┘   edit in   └────────────────────────┘  its line   │ whole                      │
 *          ▲     another line                                        └────────────────────────────┘
 *          └──── opened, settings, headers on disk: at once                 │ looks half typed:
 *                                                                           └─▶ the same after a long pause
 *
 * A finding that came with a pause is settled when typing goes on in another line; in the same line it goes again, for
 * it was about half a line (unless what is settled is itself from a text that was not whole). While typing, a settled finding stays if the new text has it too, or if nothing can be
 * said of its place. One whose own text was changed goes, and one that a text at rest does not have. One that a comment
 * swallowed goes after a long pause: somebody who types a comment above it has not typed its end yet.
 */
import type { Span } from '../../bpf/syntax/types.ts';
import { type Change, changeBetween, movesBetween } from './moves.ts';
import type { Spans } from './spans.ts';
import { isComplaint } from './suppress/complaints.ts';
import { type Lines, lineStart, linesOf, offsetAt, rangeAt } from './text.ts';
import type { Diagnostic, Range } from './types.ts';

/** Findings and the text that they were shown for. */
export interface Shown {
  readonly text: string;
  readonly findings: readonly Diagnostic[];
}

/** Stretches and programs about which nothing can be said. */
export interface Doubt {
  readonly spans: Spans<Span>;
  readonly programs: ReadonlySet<string>;
}

/** A text that was checked. */
export interface Checked extends Shown {
  /**
   * Where it is not whole. Its findings are not among those above. `judged`: functions that are. `comments`: those that
   * have an end; one that is being typed ends where another does.
   */
  readonly doubtful: (Doubt & { readonly judged: Spans<Span>; readonly comments: Spans<Span> }) | undefined;
  /** Where it is whole and does not look finished: findings are kept back for a long pause. */
  readonly half: Doubt | undefined;
}

export interface Typing {
  readonly settled: (Shown & { readonly isWhole: boolean }) | undefined;
  readonly rested: (Shown & { readonly isWhole: boolean; readonly line: Span | undefined }) | undefined;
  /** The text seen last, and the line that was changed last, if it was one. */
  readonly seen: { readonly text: string; readonly line: Span | undefined } | undefined;
}

export const NOT_TYPING: Typing = { settled: undefined, rested: undefined, seen: undefined };

/** How long the text has to rest before `after` is asked. */
export type Wait = 'pause' | 'long pause';

export interface View {
  readonly typing: Typing;
  readonly show: readonly Diagnostic[];
  /** What comes when the text rests; undefined: this was all. */
  readonly next: Wait | undefined;
}

/** Not because of typing, or by the block: everything is shown and settled. */
export function opened(before: Typing, now: Checked): View {
  const kept = withKept(before.settled, now, undefined);
  const hidden = commentedOut(kept, now);
  const show = kept.filter((finding) => !hidden.has(finding));
  const settled = { text: now.text, findings: show, isWhole: !now.doubtful };
  return {
    typing: { settled, rested: undefined, seen: { text: now.text, line: undefined } },
    show,
    next: undefined,
  };
}

/** Directly after an edit. */
export function typed(before: Typing, now: Checked): View {
  if (!before.settled) return opened(before, now);
  if (!now.doubtful && !now.half && isBlock(before, now.text)) return opened(before, now);
  const typing = { ...settle(before, now.text), seen: seenNow(before, now.text) };
  const base = typing.rested ?? typing.settled!;
  return { typing, show: onlyKept(base, now), next: 'pause' };
}

/** Lines came or went: pasted, undone or put there by a command. Nobody is in the middle of typing them. */
function isBlock({ seen }: Typing, text: string): boolean {
  if (!seen) return true;
  const change = changeBetween(seen.text, text);
  if (isBlank(seen.text, text, change)) return false;
  const count = (from: string, { start, end }: Span) => from.slice(start, end).split('\n').length;
  return count(seen.text, change.old) !== count(text, change.now);
}

/** Where the last edit is, or was: what may be half typed. */
export function lastEdit(before: Typing, text: string): Span {
  return changeBetween(before.seen?.text ?? text, text).now;
}

/** After a pause, or a long one. */
export function after(wait: Wait, before: Typing, now: Checked): View {
  const half = wait === 'pause' ? now.half : undefined;
  const kept = withKept(before.settled, now, half);
  const hidden = commentedOut(kept, now);
  const isLast = wait === 'long pause' || (!half && hidden.size === 0);
  const show = isLast ? kept.filter((finding) => !hidden.has(finding)) : kept;
  const isWhole = !now.doubtful && !half;
  const rested = { text: now.text, findings: show, isWhole, line: before.seen?.line };
  // What was settled while something was not whole said too little.
  const isBetter = isWhole && !before.settled?.isWhole;
  const settled = isBetter || !before.settled ? rested : withoutRefuted(before.settled, rested);
  return { typing: { ...before, settled, rested }, show, next: isLast ? undefined : 'long pause' };
}

/** Without those that a text which rests no longer has where they stand in it. */
function withoutRefuted<T extends Shown>(settled: T, now: Shown): T {
  const known = byPlace(now.findings);
  const refuted = new Set(
    moveAll(settled, now.text).flatMap(({ finding, origin }) =>
      known.has(placeOf(finding)) ? [] : [origin],
    ),
  );
  return { ...settled, findings: settled.findings.filter((finding) => !refuted.has(finding)) };
}

/** What becomes of the findings that came with the last pause. */
function settle({ settled, rested }: Typing, text: string): Pick<Typing, 'settled' | 'rested'> {
  if (!rested) return { settled, rested };
  const change = changeBetween(rested.text, text);
  if (isBlank(rested.text, text, change)) return { settled, rested };
  const isSameLine =
    rested.line && change.old.start >= rested.line.start && change.old.end <= rested.line.end;
  return { settled: isSameLine ? settled : rested, rested: undefined };
}

/** An edit of blanks that neither joins two words nor parts one. */
function isBlank(old: string, now: string, change: Change): boolean {
  const strip = (text: string, { start, end }: Span) => text.slice(start, end).trim();
  if (strip(old, change.old) !== '' || strip(now, change.now) !== '') return false;
  return !/^\w\w$/.test(`${now.charAt(change.now.start - 1)}${now.charAt(change.now.end)}`);
}

function seenNow({ seen }: Typing, text: string): Typing['seen'] {
  if (!seen || seen.text === text) return seen ?? { text, line: undefined };
  const change = changeBetween(seen.text, text);
  const wasLine = seen.line;
  const isInside = wasLine && change.old.start >= wasLine.start && change.old.end <= wasLine.end;
  if (isBlank(seen.text, text, change) && !isInside)
    return { text, line: wasLine && movesBetween(seen.text, text)(wasLine) };
  const start = lineStart(text, change.now.start);
  const close = text.indexOf('\n', change.now.start);
  const line = { start, end: close < 0 ? text.length : close };
  const isOne = text.slice(line.end, change.now.end).trim() === '' && !spansLines(seen.text, change.old);
  return { text, line: isOne ? line : undefined };
}

function spansLines(text: string, { start, end }: Span): boolean {
  return text.slice(start, end).includes('\n');
}

/** Settled findings that still hold; none that is new. */
function onlyKept(base: Shown, now: Checked): Diagnostic[] {
  const fresh = byPlace(now.findings);
  return moveAll(base, now.text).flatMap((found) => {
    const same = fresh.get(placeOf(found.finding));
    if (same && !touches(found, now.half)) return [same];
    return isDoubtful(found, now) || touches(found, now.half) ? [found.finding] : [];
  });
}

/** Findings of the text, and settled ones where it says nothing. */
function withKept(base: Shown | undefined, now: Checked, half: Doubt | undefined): Diagnostic[] {
  if (!now.doubtful && !half) return [...now.findings];
  const lines = linesOf(now.text);
  const fresh = now.findings.filter((finding) => !touches(placed(finding, lines), half));
  if (!base) return fresh;
  const known = byPlace(fresh);
  const kept = moveAll(base, now.text)
    .filter((found) => isDoubtful(found, now) || touches(found, half))
    .map(({ finding }) => finding)
    .filter((finding) => !known.has(placeOf(finding)));
  return [...fresh, ...kept].sort(inOrder);
}

function inOrder(a: Diagnostic, b: Diagnostic): number {
  return a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character;
}

function placeOf({ rule, range }: Diagnostic): string {
  return `${rule} ${range.start.line}`;
}

function byPlace(findings: readonly Diagnostic[]): Map<string, Diagnostic> {
  return new Map(findings.map((finding) => [placeOf(finding), finding]));
}

/** A finding with the stretches of this file that it speaks of. */
interface Placed {
  readonly finding: Diagnostic;
  /** As it was before it moved. */
  readonly origin: Diagnostic;
  readonly spans: readonly Span[];
}

function touches({ finding, spans }: Placed, doubt: Doubt | undefined): boolean {
  if (!doubt) return false;
  // That a comment hits nothing depends on all that there is to hit.
  if (isComplaint(finding.rule)) return true;
  if (finding.program !== null && doubt.programs.has(finding.program)) return true;
  return spans.some((span) => doubt.spans.meeting(span) !== undefined);
}

/** Nobody has judged its place: it is not whole, or depends on what is not, or was swallowed by it. */
function isDoubtful(found: Placed, { doubtful }: Checked): boolean {
  if (!doubtful) return false;
  if (isComplaint(found.finding.rule)) return true;
  const place = found.spans[0]!;
  const fn = doubtful.judged.meeting(place);
  return !fn || place.start < fn.start || place.end > fn.end || touches(found, doubtful);
}

/** Kept findings whose code became a comment; those about comments stay. */
function commentedOut(kept: readonly Diagnostic[], { text, doubtful }: Checked): Set<Diagnostic> {
  if (!doubtful) return new Set();
  const lines = linesOf(text);
  return new Set(
    kept.filter(({ rule, range }) => {
      const start = offsetAt(lines, range.start);
      const comment = doubtful.comments.meeting({ start, end: start });
      return !isComplaint(rule) && comment !== undefined && comment.start < start && start < comment.end;
    }),
  );
}

function placed(finding: Diagnostic, lines: Lines): Placed {
  const span = ({ start, end }: Range) => ({ start: offsetAt(lines, start), end: offsetAt(lines, end) });
  const steps = finding.path.filter(({ path }) => path === undefined);
  return { finding, origin: finding, spans: [finding.range, ...steps.map(({ range }) => range)].map(span) };
}

/** The findings of a text where they stand in another; without those whose text changed. */
function moveAll({ text: old, findings }: Shown, now: string): Placed[] {
  if (findings.length === 0) return [];
  const from = linesOf(old);
  const to = linesOf(now);
  const moves = movesBetween(old, now);
  const move = ({ start, end }: Range) => moves({ start: offsetAt(from, start), end: offsetAt(from, end) });
  return findings.flatMap((finding): Placed[] => {
    const place = move(finding.range);
    if (!place) return [];
    const spans = [place];
    const path = finding.path.flatMap((step) => {
      if (step.path !== undefined) return [step];
      const span = move(step.range);
      if (!span) return [];
      spans.push(span);
      return [{ ...step, range: rangeAt(to, span.start, span.end) }];
    });
    const fixes = old === now ? finding.fixes : [];
    const moved = { ...finding, range: rangeAt(to, place.start, place.end), path, fixes };
    return [{ finding: moved, origin: finding, spans }];
  });
}
