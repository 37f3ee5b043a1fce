/** A text cut into lines, for looking up what a range covers. */

export interface SourceLines {
  readonly count: number;
  /** Line `index` (0-based) without its line break; '' when there is none. */
  line(index: number): string;
}

const LF = 10;
const CR = 13;

/** Lines as LSP counts them: LF, CRLF and a lone CR each end one. */
export function sourceLines(text: string): SourceLines {
  const starts = lineStarts(text);
  return {
    count: starts.length,
    line: (index) => {
      const start = starts[index];
      if (start === undefined) return '';
      let end = starts[index + 1] ?? text.length;
      while (end > start && isBreak(text.charCodeAt(end - 1))) end--;
      return text.slice(start, end);
    },
  };
}

function isBreak(code: number): boolean {
  return code === LF || code === CR;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) starts.push(at + 1);
  }
  return starts;
}
