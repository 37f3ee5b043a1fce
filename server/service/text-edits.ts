/** From one text to another: edits that are applied, and edits that are found between two texts. */
import type { TextEdit } from '../rules/fix/candidate.ts';
import { type Lines, lineStart, linesOf, offsetAt, rangeAt } from './text.ts';
import type { Edit } from './types.ts';

/** Undefined: two edits change the same text. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  let at = 0;
  let out = '';
  for (const { start, end, newText } of inOrder(edits)) {
    if (start < at) return undefined;
    out += text.slice(at, start) + newText;
    at = end;
  }
  return out + text.slice(at);
}

export function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Where an offset of the text before the edits is after them; undefined: its text was replaced. */
export function movedBy(edits: readonly TextEdit[]): (offset: number) => number | undefined {
  const sorted = inOrder(edits);
  return (offset) => {
    let by = 0;
    for (const { start, end, newText } of sorted) {
      if (start > offset) break;
      if (end > offset) return undefined;
      by += newText.length - (end - start);
    }
    return offset + by;
  };
}

export function spanEdits(lines: Lines, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ range, newText }) => ({
    start: offsetAt(lines, range.start),
    end: offsetAt(lines, range.end),
    newText,
  }));
}

/** Several lists in one; what two of them do alike is done once. */
export function unionOf(lists: readonly (readonly TextEdit[])[]): TextEdit[] {
  const seen = new Set<string>();
  return lists.flatMap((edits) =>
    edits.filter(({ start, end, newText }) => {
      const key = `${start} ${end} ${newText}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    }),
  );
}

interface Hunk {
  /** Lines of before, from and to (exclusive), and those of after that stand there instead. */
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
}

/** Edits of whole lines, cut down to what is different in them. */
export function editsBetween(before: string, after: string): Edit[] {
  const whole = { start: 0, end: before.length, newText: after };
  const lines = linesOf(before);
  return smallestEdits(before, whole).map(({ start, end, newText }) => ({
    range: rangeAt(lines, start, end),
    newText,
  }));
}

/** What a replaced stretch of the text comes to. */
export function smallestEdits(text: string, { start, end, newText }: TextEdit): TextEdit[] {
  const from = lineStart(text, start);
  const to = (text.indexOf('\n', end) + 1 || text.length + 1) - 1;
  const before = text.slice(from, to);
  const after = text.slice(from, start) + newText + text.slice(end, to);
  const old = linesOf(before);
  const now = linesOf(after);
  return hunksBetween(textLines(before, old), textLines(after, now)).map((hunk) => {
    const edit = trimmed(before, {
      start: startOf(old, hunk.before[0]),
      end: startOf(old, hunk.before[1]),
      newText: after.slice(startOf(now, hunk.after[0]), startOf(now, hunk.after[1])),
    });
    return { ...edit, start: edit.start + from, end: edit.end + from };
  });
}

/** Whole lines with their ends. */
function textLines(text: string, lines: Lines): string[] {
  return lines.starts.map((start, i) => text.slice(start, lines.starts[i + 1] ?? text.length));
}

function startOf(lines: Lines, line: number): number {
  return lines.starts[line] ?? lines.length;
}

function trimmed(text: string, { start, end, newText }: TextEdit): TextEdit {
  let from = 0;
  const most = Math.min(end - start, newText.length);
  // A line break of two characters is not cut in two.
  while (from < most && text[start + from] === newText[from] && text[start + from] !== '\r') from++;
  let same = 0;
  while (same < most - from && text[end - 1 - same] === newText[newText.length - 1 - same]) same++;
  if (same > 0 && text[end - same] === '\n') same--;
  return { start: start + from, end: end - same, newText: newText.slice(from, newText.length - same) };
}

/** Cells of the table; beyond them the whole stretch is one hunk. */
const MOST_CELLS = 4_000_000;

/** What differs between two lists of lines: a longest common subsequence, between the first and the last that differ. */
export function hunksBetween(old: readonly string[], now: readonly string[]): Hunk[] {
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  const most = Math.min(old.length, now.length) - head;
  while (tail < most && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const a = old.slice(head, old.length - tail);
  const b = now.slice(head, now.length - tail);
  if (a.length === 0 && b.length === 0) return [];
  const whole: Hunk = { before: [head, head + a.length], after: [head, head + b.length] };
  if (a.length * b.length > MOST_CELLS) return [whole];
  return hunksOf(a, b, head);
}

function hunksOf(a: readonly string[], b: readonly string[], head: number): Hunk[] {
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  const hunks: Hunk[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [fromI, fromJ] = [i, j];
    while ((i < a.length || j < b.length) && a[i] !== b[j]) {
      const down = i < a.length ? common[(i + 1) * width + j]! : -1;
      const right = j < b.length ? common[i * width + j + 1]! : -1;
      if (down >= right) i++;
      else j++;
    }
    if (i > fromI || j > fromJ)
      hunks.push({ before: [head + fromI, head + i], after: [head + fromJ, head + j] });
    while (i < a.length && j < b.length && a[i] === b[j]) {
      i++;
      j++;
    }
  }
  return hunks;
}
