/** A text cut into lines, for looking up what a range covers. */
import { linesOf } from '../../server/service/text.ts';

export interface SourceLines {
  readonly count: number;
  /** Line `index` (0-based) without its line break; '' when there is none. */
  line(index: number): string;
}

export function sourceLines(text: string): SourceLines {
  const { starts } = linesOf(text);
  return {
    count: starts.length,
    line: (index) => {
      const start = starts[index];
      if (start === undefined) return '';
      return text.slice(start, starts[index + 1] ?? text.length).replace(/[\r\n]+$/, '');
    },
  };
}
