/**
 * A text cut into functions, so that edits of several can be tried in one check and told apart again:
 *
 *      text     gap │ unit 0 │ gap │ unit 1 │ gap          an edit lies in one unit, or nobody else can be tried with it
 *      own      what one search has made of its units: a new text for each that it changed
 *      laid out the gaps as they are, and in each unit what somebody has made of it
 */
import type { Span } from '../../../bpf/syntax/types.ts';
import type { TextEdit } from '../../rules/fix/candidate.ts';
import { applyEdits, movedBy } from '../text-edits.ts';
import type { Looked } from './look.ts';

export interface Cut {
  readonly text: string;
  /** In order; they do not overlap. */
  readonly units: readonly Span[];
}

/** New texts by unit. */
export type Own = ReadonlyMap<number, string>;
export const NOTHING_OWN: Own = new Map();

/** A text of the same gaps, and where its units are. */
export interface LaidOut {
  readonly text: string;
  readonly units: readonly Span[];
  readonly changed: Own;
}

export function wholeOf(text: string): Cut {
  return { text, units: [{ start: 0, end: text.length }] };
}

/** By the functions of the file; those of one macro's call are one. */
export function cutIntoFunctions({ text, file, module }: Looked): Cut {
  const spans = [...module.functions.values()]
    .filter(({ path }) => path === file.path)
    .map(({ start, end }): Span => ({ start, end }))
    .sort((a, b) => a.start - b.start);
  const units: Span[] = [];
  for (const span of spans) {
    const last = units.at(-1);
    if (!last || last.end <= span.start) units.push(span);
    else units[units.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return { text, units };
}

export function layOut({ text, units }: Cut, changed: Own): LaidOut {
  const parts: string[] = [];
  const spans: Span[] = [];
  let at = 0;
  let length = 0;
  const add = (part: string) => {
    parts.push(part);
    length += part.length;
  };
  for (const [i, { start, end }] of units.entries()) {
    add(text.slice(at, start));
    const from = length;
    add(changed.get(i) ?? text.slice(start, end));
    spans.push({ start: from, end: length });
    at = end;
  }
  add(text.slice(at));
  return { text: parts.join(''), units: spans, changed };
}

/** Edits by the units that they lie in, relative to these; undefined: one lies elsewhere. */
export function byUnit({ units }: LaidOut, edits: readonly TextEdit[]): Map<number, TextEdit[]> | undefined {
  const found = new Map<number, TextEdit[]>();
  for (const { start, end, newText } of edits) {
    const i = unitAt(units, start);
    const unit = units[i];
    // A text of one unit is all that there is; at the edge of others an edit concerns what stands beside.
    const isWithin =
      unit &&
      (units.length === 1 ? end <= unit.end : unit.start < start && end < unit.end && start < unit.end);
    if (!isWithin) return undefined;
    const edit = { start: start - unit.start, end: end - unit.start, newText };
    found.set(i, [...(found.get(i) ?? []), edit]);
  }
  return found;
}

/** The last that begins there or before. */
function unitAt(units: readonly Span[], offset: number): number {
  let [low, high] = [0, units.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (units[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** What a search has after further edits of the units; undefined: two of them change the same text. */
export function ownAfter(
  laid: LaidOut,
  own: Own,
  edits: ReadonlyMap<number, readonly TextEdit[]>,
): Own | undefined {
  const next = new Map(own);
  for (const [i, list] of edits) {
    const { start, end } = laid.units[i]!;
    const text = applyEdits(laid.text.slice(start, end), list);
    if (text === undefined) return undefined;
    next.set(i, text);
  }
  return next;
}

/** Where an offset is in the next text, if a search has made these edits and others what is laid out. */
export function movedTo(
  from: LaidOut,
  to: LaidOut,
  edits: ReadonlyMap<number, readonly TextEdit[]>,
  own: Own,
): (offset: number) => number | undefined {
  const moves = new Map([...edits].map(([i, list]) => [i, movedBy(list)]));
  return (offset) => {
    const i = unitAt(from.units, offset);
    if (i < 0) return offset;
    const [was, now] = [from.units[i]!, to.units[i]!];
    if (offset >= was.end) return offset - was.end + now.end;
    const moved = moves.get(i)?.(offset - was.start);
    if (moves.has(i)) return moved === undefined ? undefined : moved + now.start;
    const isSame = own.has(i) || from.changed.get(i) === to.changed.get(i);
    return isSame ? offset - was.start + now.start : undefined;
  };
}
