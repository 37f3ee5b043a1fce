import type { Mark } from '../types.ts';

/** Index of the first mark that starts at `offset` or behind it. */
function lowerBound(marks: readonly Mark[], offset: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (marks[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The marks that start in `[from, to)`, in order. */
export function marksOf(
  parsed: { readonly marks: readonly Mark[] },
  from: number,
  to: number,
): readonly Mark[] {
  const { marks } = parsed;
  const first = lowerBound(marks, from);
  return marks.slice(first, lowerBound(marks, to));
}

/** The marks that stand in front of `offset` with nothing but blanks and each other in between, in order. */
export function marksBefore(
  parsed: { readonly marks: readonly Mark[]; readonly masked: string },
  offset: number,
): readonly Mark[] {
  const { marks, masked } = parsed;
  const last = lowerBound(marks, offset);
  let first = last;
  let from = offset;
  while (first > 0 && masked.slice(marks[first - 1]!.start, from).trim() === '') {
    first--;
    from = marks[first]!.start;
  }
  return marks.slice(first, last);
}
