/** Offsets to positions as LSP has them (0-based, UTF-16), for \n, \r\n and \r. */

export interface Position {
  readonly line: number;
  readonly character: number;
}
export interface Range {
  readonly start: Position;
  readonly end: Position;
}
export interface Lines {
  readonly starts: readonly number[];
  /** Where the text of each line ends: before its line break. */
  readonly ends: readonly number[];
  readonly length: number;
}

/** It looks for line breaks, not at characters: somebody waits for it at each key. */
export function linesOf(text: string): Lines {
  const starts = [0];
  const ends: number[] = [];
  let lf = text.indexOf('\n');
  let cr = text.indexOf('\r');
  while (lf >= 0 || cr >= 0) {
    const isCr = cr >= 0 && (lf < 0 || cr < lf);
    const end = isCr ? cr : lf;
    const behind = isCr && lf === cr + 1 ? end + 2 : end + 1;
    ends.push(end);
    starts.push(behind);
    if (isCr) cr = text.indexOf('\r', behind);
    if (lf >= 0 && lf < behind) lf = text.indexOf('\n', behind);
  }
  ends.push(text.length);
  return { starts, ends, length: text.length };
}

/** Within a line break (of two characters) it is the end of the line. */
export function positionAt(lines: Lines, offset: number): Position {
  const at = Math.max(0, Math.min(offset, lines.length));
  let low = 0;
  let high = lines.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines.starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: Math.min(at, lines.ends[low]!) - lines.starts[low]! };
}

export function rangeAt(lines: Lines, start: number, end: number): Range {
  return { start: positionAt(lines, start), end: positionAt(lines, Math.max(start, end)) };
}

/** The offset of a position; beyond a line's end it is the end. */
export function offsetAt(lines: Lines, { line, character }: Position): number {
  const start = lines.starts[Math.max(0, line)];
  if (start === undefined) return lines.length;
  return Math.min(start + Math.max(0, character), lines.ends[Math.max(0, line)] ?? lines.length);
}

/** Offset of the first character of the line that an offset is in. */
export function lineStart(text: string, offset: number): number {
  // From a negative index the first character would be looked at.
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}
