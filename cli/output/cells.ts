/** Source text as terminal cells: tabs expanded, wide characters counted, control characters made harmless. */
import { printable } from '../../bpf/syntax/printable.ts';

const TAB = 8;

const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** First and last code point of the ranges that take two cells. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x2614, 0x2615],
  [0x26a1, 0x26a1],
  [0x2705, 0x2705],
  [0x274c, 0x274c],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

function cellsOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return 1;
  if (WIDE.some(([first, last]) => code >= first && code <= last)) return 2;
  return ZERO_WIDTH.test(char) ? 0 : 1;
}

/** One source line laid out: `columns[i]` is the cell where UTF-16 index `i` starts; one more entry for the end. */
export interface Cells {
  readonly text: string;
  readonly columns: readonly number[];
}

export function layout(line: string): Cells {
  const columns: number[] = [];
  let text = '';
  let cell = 0;
  for (const char of line) {
    const shown = char === '\t' ? ' '.repeat(TAB - (cell % TAB)) : printable(char);
    for (let unit = 0; unit < char.length; unit++) columns.push(cell);
    text += shown;
    cell += char === '\t' ? shown.length : cellsOf(shown);
  }
  columns.push(cell);
  return { text, columns };
}

/** The part of a laid-out line between two cells; what is cut is shown as `...`. */
export interface Window {
  readonly text: string;
  /** Add to a cell of the whole line to get the one in `text`. */
  readonly shift: number;
}

const CUT = '...';

/** At most `width` cells of the line, chosen so that the cells `from` to `to` are in it, or at least their start. */
export function windowOf(cells: Cells, from: number, to: number, width: number): Window {
  const total = cells.columns.at(-1) ?? 0;
  if (total <= width) return { text: cells.text, shift: 0 };
  const room = Math.max(width - 2 * CUT.length, 8);
  const wanted = Math.min(to - from, room);
  const start = to <= room ? 0 : Math.min(Math.max(0, from - Math.floor((room - wanted) / 2)), total - room);
  const { text, first } = slice(cells.text, start, start + room);
  const head = first > 0 ? CUT : '';
  const tail = start + room < total ? CUT : '';
  return { text: head + text + tail, shift: head.length - first };
}

/** Characters that lie wholly between two cells, and the cell of the first. */
function slice(text: string, start: number, end: number): { text: string; first: number } {
  let cell = 0;
  let first = -1;
  let kept = '';
  for (const char of text) {
    const width = cellsOf(char);
    if (cell >= start && cell + width <= end) {
      if (first < 0) first = cell;
      kept += char;
    }
    cell += width;
    if (cell >= end) break;
  }
  return { text: kept, first: Math.max(first, 0) };
}
