/** Remembers the last lines of a log, for a message that says why the server stopped. */

const MOST_LINES = 20;
const MOST_SHOWN = 300;

export interface LastLines {
  add(text: string): void;
  /** The last lines in one, cut at the front: the end says most. */
  summary(count: number): string;
}

export function rememberLines(): LastLines {
  let lines: string[] = [];
  return {
    add(text) {
      const more = text.split(/\r?\n/).filter((line) => line.trim() !== '');
      lines = [...lines, ...more].slice(-MOST_LINES);
    },
    summary(count) {
      const text = lines
        .slice(-count)
        .map((line) => line.trim())
        .join(' \u2022 ');
      return text.length > MOST_SHOWN ? `\u2026${text.slice(-MOST_SHOWN)}` : text;
    },
  };
}
