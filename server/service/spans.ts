/** Many stretches of a text, to be asked often: each question takes as long as a binary search. */
import type { Span } from '../../bpf/syntax/types.ts';

export interface Spans<T extends Span> {
  /** One that shares text with the stretch, or touches its ends. */
  meeting(span: Span): T | undefined;
}

export function spansOf<T extends Span>(all: readonly T[]): Spans<T> {
  const sorted = [...all].sort((a, b) => a.start - b.start);
  /** Of those up to an index the one that goes furthest. */
  const furthest: T[] = [];
  for (const [i, span] of sorted.entries()) {
    const before = furthest[i - 1];
    furthest.push(before && before.end > span.end ? before : span);
  }
  return {
    meeting({ start, end }) {
      let low = 0;
      let high = sorted.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (sorted[middle]!.start <= end) low = middle + 1;
        else high = middle;
      }
      const found = furthest[low - 1];
      return found && found.end >= start ? found : undefined;
    },
  };
}
