/**
 * What the parser need not read: bodies of functions that are parsed later, comments, and the stretches of blanks that
 * the mask leaves behind. They are two thirds of a file, and the parser takes a step for each of their characters.
 */
import type { Tokens } from '../preprocess/lexer.ts';
import type { Span } from '../types.ts';

/** Part of a masked file. */
export interface Stretch extends Span {
  /** The whole file, masked, and as it was written. */
  readonly masked: string;
  readonly text: string;
  /** The file's tokens, and which of them lie in the stretch. */
  readonly tok: Tokens;
  readonly first: number;
  readonly behind: number;
}

export interface Elided {
  readonly text: string;
  /** The masked file that it was made from. */
  readonly masked: string;
  /** Offsets in `text`, ascending from 0, and how much further on the file is from there to the next one. */
  readonly from: readonly number[];
  readonly by: readonly number[];
}

/** A shorter gap between two tokens stays: noting it costs more. */
const SHORTEST_GAP = 8;

/** The stretch without its gaps, and without what is inside of `bodies`, which are in order. */
export function elideBlanks(stretch: Stretch, bodies: readonly Span[]): Elided {
  const { masked, tok, start, end } = stretch;
  const parts: string[] = [];
  const from = [0];
  const by = [start];
  let at = start;
  let length = 0;
  const skip = (gap: number, next: number, blank: string) => {
    parts.push(masked.slice(at, gap), blank);
    length += gap - at + blank.length;
    from.push(length);
    by.push(next - length);
    at = next;
  };
  let last = start;
  let body = 0;
  for (let i = stretch.first; i < stretch.behind; i++) {
    const next = tok.start[i]!;
    if (next - last >= SHORTEST_GAP) {
      const blank = blankOf(stretch, last, next);
      if (blank !== undefined) skip(last, next, blank);
    }
    last = tok.end[i]!;
    if (body === bodies.length || next !== bodies[body]!.start) continue;
    i = tok.match[i]!;
    skip(last, tok.start[i]!, ' ');
    last = tok.end[i]!;
    body++;
  }
  const blank = end - last >= SHORTEST_GAP ? blankOf(stretch, last, end) : undefined;
  if (blank !== undefined) skip(last, end, blank);
  parts.push(masked.slice(at, end));
  return { text: parts.join(''), masked, from, by };
}

/** What a gap is to the parser; undefined: the mask has put something there, or left something. */
function blankOf({ masked, text }: Stretch, start: number, end: number): string | undefined {
  const gap = masked.slice(start, end);
  const isFree = !/\S/.test(gap) || (!gap.includes('#') && text.startsWith(gap, start));
  if (!isFree) return undefined;
  return gap.includes('\n') ? '\n' : ' ';
}

/** The offset in the file of one in the elided text. */
export function originalOffset({ from, by }: Elided, offset: number): number {
  let low = 0;
  let high = from.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (from[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return offset + by[low]!;
}
