/**
 * Fixes of the findings that are shown, from the text that they were made for to the next ones. Somebody who types moves
 * them, as findings are moved:
 *
 *     made for a text ──▶ sure ──▶ edit elsewhere ────────────────────────▶ sure
 *                                  edit in a function that they depend on ─▶ in doubt: to be made again when the text rests
 *                                  edit of what they replace ──────────────▶ gone
 *
 * A sure fix holds in the text as it stands. One in doubt is still offered, so that nothing flickers, but nothing is done
 * with it that nobody looks at.
 */

import type { Span } from '../../../bpf/syntax/types.ts';
import type { TextEdit } from '../../rules/fix/candidate.ts';
import { type Change, changeBetween, type Moves, movesBetween } from '../moves.ts';
import { type Lines, offsetAt } from '../text.ts';
import { spanEdits, unionOf } from '../text-edits.ts';
import type { Diagnostic, Fix, Range } from '../types.ts';

/** A fix with its edits as offsets. */
export interface KeptFix {
  readonly title: string;
  readonly preferred: boolean;
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
}

/** A finding and its fixes; it may have none. */
export interface KeptFinding {
  /** Stays the same while the finding moves. */
  readonly id: number;
  readonly rule: string;
  readonly message: string;
  readonly place: Span;
  readonly fixes: readonly KeptFix[];
  /** What they depend on: functions, or the whole text. */
  readonly within: readonly Span[];
  readonly isSure: boolean;
}

/** Findings by id whose preferred fixes hold together. */
export interface Group {
  /** undefined: the safe ones of all rules. */
  readonly rule: string | undefined;
  readonly ids: readonly number[];
}

export interface KeptFixes {
  readonly text: string;
  /** The functions of the text. */
  readonly functions: readonly Span[];
  readonly findings: readonly KeptFinding[];
  readonly groups: readonly Group[];
}

export const NO_FIXES: KeptFixes = { text: '', functions: [], findings: [], groups: [] };

/** What was found for a finding of the text, to be kept. */
export function keptFinding(
  id: number,
  { rule, message, range, path }: Diagnostic,
  fixes: readonly Fix[],
  { lines, functions }: { readonly lines: Lines; readonly functions: readonly Span[] },
): KeptFinding {
  const place = spanOf(lines, range);
  const kept = fixes.map(
    ({ edits, title, preferred, safe }): KeptFix => ({
      title,
      preferred,
      safe,
      edits: spanEdits(lines, edits),
    }),
  );
  const steps = path.filter((step) => step.path === undefined).map((step) => spanOf(lines, step.range));
  const spans = [place, ...steps, ...kept.flatMap(({ edits }) => edits)];
  return { id, rule, message, place, fixes: kept, within: around(spans, functions, lines), isSure: true };
}

function spanOf(lines: Lines, { start, end }: Range): Span {
  return { start: offsetAt(lines, start), end: offsetAt(lines, end) };
}

function around(spans: readonly Span[], functions: readonly Span[], lines: Lines): readonly Span[] {
  const found = new Set<Span>();
  for (const span of spans) {
    const fn = functions.find(({ start, end }) => start <= span.start && span.end <= end);
    if (!fn) return [{ start: 0, end: lines.length }];
    found.add(fn);
  }
  return [...found];
}

/** The finding of that text with its fixes; undefined: they are not known. */
export function fixesKept(
  { findings }: KeptFixes,
  { rule, message }: Pick<Diagnostic, 'rule' | 'message'>,
  place: Span,
): KeptFinding | undefined {
  return findings.find(
    (kept) =>
      kept.rule === rule &&
      kept.message === message &&
      kept.place.start === place.start &&
      kept.place.end === place.end,
  );
}

/** Headers or settings are others now: nothing is sure. */
export function inDoubt(kept: KeptFixes): KeptFixes {
  return { ...kept, findings: kept.findings.map((finding) => ({ ...finding, isSure: false })), groups: [] };
}

/** The same for another text. */
export function moveFixes(kept: KeptFixes, now: string): KeptFixes {
  if (kept.text === now) return kept;
  if (kept.findings.length === 0) return { ...NO_FIXES, text: now };
  const change = changeBetween(kept.text, now);
  const moves = movesBetween(kept.text, now, change);
  const isLocal = isInside(kept, change, now);
  const by = change.now.end - change.old.end;
  const isAffected = ({ start, end }: Span) => start <= change.old.end && change.old.start <= end;
  const around = (span: Span): Span => {
    if (span.end < change.old.start) return span;
    if (span.start > change.old.end) return { start: span.start + by, end: span.end + by };
    return { start: Math.min(span.start, change.now.start), end: Math.max(span.end + by, change.now.end) };
  };
  const findings = kept.findings.flatMap((finding): KeptFinding[] => {
    const place = moves(finding.place);
    if (!place) return [];
    const fixes = finding.fixes.flatMap((fix) => moveFix(fix, moves));
    const isWhole = fixes.length === finding.fixes.length;
    const isSure = finding.isSure && isWhole && isLocal && !finding.within.some(isAffected);
    return [{ ...finding, place, fixes, within: finding.within.map(around), isSure }];
  });
  return { text: now, functions: kept.functions.map(around), findings, groups: kept.groups };
}

function moveFix(fix: KeptFix, moves: Moves): KeptFix[] {
  const edits = fix.edits.flatMap(({ start, end, newText }) => {
    const moved = moves({ start, end });
    return moved ? [{ ...moved, newText }] : [];
  });
  return edits.length === fix.edits.length ? [{ ...fix, edits }] : [];
}

/** What may change how the text behind it is read. */
const SPREADING = /["'#\\]|\/[/*]|\*\//;

/** An edit in the body of one function that leaves others as they are. */
function isInside({ text, functions }: KeptFixes, { old, now }: Change, next: string): boolean {
  const fn = functions.find(({ start, end }) => start <= old.start && old.end < end);
  const body = fn ? text.indexOf('{', fn.start) : -1;
  if (body < 0 || old.start <= body) return false;
  const [gone, come] = [text.slice(old.start, old.end), next.slice(now.start, now.end)];
  // With what stands beside it: half of a comment's mark may have been there before.
  const isQuiet =
    !SPREADING.test(text.slice(old.start - 1, old.end + 1)) &&
    !SPREADING.test(next.slice(now.start - 1, now.end + 1));
  return isQuiet && isNested(gone) && isNested(come);
}

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Its brackets pair up within it. */
function isNested(text: string): boolean {
  const open: string[] = [];
  for (const c of text) {
    if (c === '(' || c === '[' || c === '{') open.push(c);
    else if (CLOSES[c] !== undefined && open.pop() !== CLOSES[c]) return false;
  }
  return open.length === 0;
}

export function preferredOf({ fixes }: KeptFinding): KeptFix | undefined {
  return fixes.find(({ preferred }) => preferred);
}

/** The edits of a group's preferred fixes, and how many there are; only of those that are sure. */
export function groupEdits(
  { findings }: KeptFixes,
  { ids, rule }: Group,
): { readonly count: number; readonly edits: readonly TextEdit[] } {
  const fixes = ids.flatMap((id) => {
    const finding = findings.find((one) => one.id === id);
    const fix = finding?.isSure ? preferredOf(finding) : undefined;
    return fix && (rule !== undefined || fix.safe) ? [fix] : [];
  });
  return { count: fixes.length, edits: unionOf(fixes.map(({ edits }) => edits)) };
}
