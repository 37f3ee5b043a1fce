/** Where the text of before stands now, by comparison: editors say what changed, but not all, and not for an undo. */
import type { Span } from '../../bpf/syntax/types.ts';
import { lineStart } from './text.ts';

/** What is different between two texts: the shortest stretch that one edit could have replaced. */
export interface Change {
  /** In the text of before. */
  readonly old: Span;
  /** In the text of now. */
  readonly now: Span;
}

/** Characters that are compared at a time: somebody waits for it at each key. */
const PIECE = 4_096;

export function changeBetween(old: string, now: string): Change {
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start + PIECE <= most && old.slice(start, start + PIECE) === now.slice(start, start + PIECE))
    start += PIECE;
  while (start < most && old.charCodeAt(start) === now.charCodeAt(start)) start++;
  const tail = (text: string, same: number) => text.slice(text.length - same - PIECE, text.length - same);
  let same = 0;
  while (same + PIECE <= most - start && tail(old, same) === tail(now, same)) same += PIECE;
  while (
    same < most - start &&
    old.charCodeAt(old.length - 1 - same) === now.charCodeAt(now.length - 1 - same)
  )
    same++;
  const change = { old: { start, end: old.length - same }, now: { start, end: now.length - same } };
  return { ...change, ...asTyped(change, now) };
}

/** Blanks put among equal ones may be any of them: they are the first, as after Enter at the end of a line. */
function asTyped({ old, now: { start, end } }: Change, now: string): Change | undefined {
  if (old.start !== old.end || now.slice(start, end).trim() !== '') return undefined;
  let by = 0;
  while (
    by < start &&
    isBlankAt(now, start - 1 - by) &&
    now.charCodeAt(start - 1 - by) === now.charCodeAt(end - 1 - by)
  )
    by++;
  return { old: { start: start - by, end: start - by }, now: { start: start - by, end: end - by } };
}

function isBlankAt(text: string, offset: number): boolean {
  return text.charAt(offset).trim() === '';
}

/** Where a stretch of the old text stands now; undefined: its text is another. */
export type Moves = (span: Span) => Span | undefined;

export function movesBetween(old: string, now: string, change = changeBetween(old, now)): Moves {
  const by = change.now.end - change.old.end;
  let lines: Moves | undefined;
  return (span) => {
    const moved = (shift: number) => ({ start: span.start + shift, end: span.end + shift });
    if (span.end <= change.old.start) return isWholeWord(now, span.end, change.now) ? span : undefined;
    if (span.start >= change.old.end) {
      const shifted = moved(by);
      return isWholeWord(now, shifted.start, change.now) ? shifted : undefined;
    }
    lines ??= moveLines(old, now, change);
    return lines(span);
  };
}

/** A stretch that ends where the edit begins has another text when the edit goes on with its last word. */
function isWholeWord(now: string, offset: number, edit: Span): boolean {
  if (edit.start === edit.end || (offset !== edit.start && offset !== edit.end)) return true;
  return !/^\w\w$/.test(now.slice(offset - 1, offset + 1));
}

/** More lines than somebody changes by hand in several places at once. */
const MOST_LINES = 4_000;

interface Line extends Span {
  /** Without the blanks around it. */
  readonly text: string;
  /** Where that begins. */
  readonly from: number;
}

/** For an edit in several places: lines that are the same but for their indentation. */
function moveLines(old: string, now: string, change: Change): Moves {
  const before = linesAround(old, change.old);
  const after = linesAround(now, change.now);
  if (before.length > MOST_LINES || after.length > MOST_LINES) return () => undefined;
  const partner = pairLines(before, after);
  return (span) => {
    const first = before.findIndex((line) => line.start <= span.start && span.start <= line.end);
    const last = before.findIndex((line) => line.start <= span.end && span.end <= line.end);
    if (first < 0 || last < first) return undefined;
    const to = partner[first]!;
    for (let i = first; i <= last; i++) if (to < 0 || partner[i] !== to + i - first) return undefined;
    const place = (offset: number, i: number) => after[to + i - first]!.from + offset - before[i]!.from;
    return { start: place(span.start, first), end: place(span.end, last) };
  };
}

function linesAround(text: string, { start, end }: Span): Line[] {
  const from = lineStart(text, start);
  const close = text.indexOf('\n', end);
  const to = close < 0 ? text.length : close;
  const lines: Line[] = [];
  let at = from;
  for (const raw of text.slice(from, to).split('\n')) {
    const trimmed = raw.trim();
    lines.push({ start: at, end: at + raw.length, text: trimmed, from: at + raw.indexOf(trimmed) });
    at += raw.length + 1;
  }
  return lines;
}

/** Index of each line's partner or -1: lines that both have once, in the longest order both share, and what is beside. */
function pairLines(before: readonly Line[], after: readonly Line[]): Int32Array {
  const partner = new Int32Array(before.length).fill(-1);
  const taken = new Uint8Array(after.length);
  const pair = (i: number, to: number) => {
    partner[i] = to;
    taken[to] = 1;
  };
  for (const [i, to] of longestOrder(uniquePairs(before, after))) pair(i, to);
  const isSame = (i: number, to: number) =>
    partner[i] === -1 && taken[to] === 0 && before[i]?.text === after[to]?.text;
  for (let i = 1; i < before.length; i++)
    if (partner[i - 1]! >= 0 && isSame(i, partner[i - 1]! + 1)) pair(i, partner[i - 1]! + 1);
  for (let i = before.length - 2; i >= 0; i--)
    if (partner[i + 1]! > 0 && isSame(i, partner[i + 1]! - 1)) pair(i, partner[i + 1]! - 1);
  return partner;
}

type Pair = readonly [before: number, after: number];

function uniquePairs(before: readonly Line[], after: readonly Line[]): Pair[] {
  const places = uniqueLines(after);
  return [...uniqueLines(before)].flatMap(([text, i]): Pair[] => {
    const to = places.get(text);
    return to === undefined ? [] : [[i, to]];
  });
}

function uniqueLines(lines: readonly Line[]): Map<string, number> {
  const found = new Map<string, number>();
  const twice = new Set<string>();
  for (const [i, { text }] of lines.entries()) {
    if (found.has(text)) twice.add(text);
    found.set(text, i);
  }
  for (const text of twice) found.delete(text);
  return found;
}

/** The longest ascending run of partners (patience sorting). */
function longestOrder(pairs: readonly Pair[]): Pair[] {
  const ends: number[] = [];
  const before = new Int32Array(pairs.length);
  for (const [k, [, to]] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]!]![1] < to) low = middle + 1;
      else high = middle;
    }
    before[k] = low > 0 ? ends[low - 1]! : -1;
    ends[low] = k;
  }
  const run: Pair[] = [];
  for (let k = ends.at(-1) ?? -1; k >= 0; k = before[k]!) run.push(pairs[k]!);
  return run.reverse();
}
