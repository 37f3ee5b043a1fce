/** Where a place of an earlier text is in the text as it is now. */
import type { Place } from '../../emulator/worker/messages.ts';

export type Range = Place['range'];
type Position = Range['start'];

/** What was there is replaced by `text`. */
export interface Edit {
  readonly range: Range;
  readonly text: string;
}

/** The edits of one document since some time. */
export interface Edits {
  /** A mark for the text as it is now. */
  now(): number;
  /** In the order in which they are applied. */
  add(edits: readonly Edit[]): void;
  /** A range of the text at that mark, in the text as it is now. */
  map(range: Range, since: number): Range;
  /** Whether anything on the range's lines was edited since that mark. */
  isTouched(range: Range, since: number): boolean;
  /** Nothing will be asked about earlier marks. */
  forget(before: number): void;
}

export function recordEdits(): Edits {
  let edits: Edit[] = [];
  let first = 0;
  const from = (mark: number) => edits.slice(Math.max(0, mark - first));
  return {
    now: () => first + edits.length,
    add: (more) => void edits.push(...more),
    map: (range, since) => from(since).reduce(moved, range),
    isTouched(range, since) {
      let at = range;
      for (const edit of from(since)) {
        if (touches(edit, at)) return true;
        at = moved(at, edit);
      }
      return false;
    },
    forget(before) {
      edits = from(before);
      first = Math.max(first, before);
    },
  };
}

/** The range behind an edit: pushed by what is put before it, larger or smaller by what is changed inside. */
export function moved(range: Range, edit: Edit): Range {
  const isEmpty = compare(range.start, range.end) === 0;
  const start = movedPosition(range.start, edit, 'start');
  if (isEmpty) return { start, end: start };
  const end = movedPosition(range.end, edit, 'end');
  return compare(start, end) > 0 ? { start: end, end: end } : { start, end };
}

function movedPosition(at: Position, { range, text }: Edit, side: 'start' | 'end'): Position {
  const isBehind = compare(at, range.end) >= 0;
  const isInsertionAt = compare(range.start, range.end) === 0 && compare(at, range.start) === 0;
  // What is typed at an edge stays outside.
  if (!isBehind || (isInsertionAt && side === 'end'))
    return compare(at, range.start) <= 0 ? at : side === 'start' ? range.start : endOf(range.start, text);
  const end = endOf(range.start, text);
  return at.line === range.end.line
    ? { line: end.line, character: end.character + at.character - range.end.character }
    : { line: at.line + end.line - range.end.line, character: at.character };
}

/** Where a text ends that begins there. */
function endOf(start: Position, text: string): Position {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines[lines.length - 1]!.length;
  return lines.length === 1
    ? { line: start.line, character: start.character + last }
    : { line: start.line + lines.length - 1, character: last };
}

function touches(edit: Edit, { start, end }: Range): boolean {
  if (edit.range.end.line < start.line || edit.range.start.line > end.line) return false;
  // A new line before the first, or behind the last, only moves it.
  const isBefore = edit.range.end.line === start.line && edit.range.end.character === 0;
  return !(isBefore && /[\r\n]$/.test(edit.text));
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
