/** Source frames: the lines around a range with their numbers, and carets under the range. */
import type { Range } from '../../server/service/types.ts';
import type { Cells } from './cells.ts';
import { layout, windowOf } from './cells.ts';
import type { SourceLines } from './source.ts';

/** Lines shown before and after the range, and of a range that spans many. */
const BEFORE = 2;
const AFTER = 1;
const MARKED = 4;

/** A minified line is cut before it is laid out, so that a frame costs the same on any file. */
const LONG = 2000;
const MARGIN = 300;

export interface FrameLine {
  /** 1-based, '' for a line of carets. */
  readonly label: string;
  readonly text: string;
  readonly role: 'context' | 'marked' | 'carets' | 'gap';
}

interface Piece {
  readonly cells: Cells;
  readonly from: number;
  readonly to: number;
}

/** The frame of `range`: two lines before, the range with carets, one line after. */
export function frameOf(source: SourceLines, range: Range, width: number): FrameLine[] {
  const first = Math.min(range.start.line, source.count - 1);
  const last = Math.min(Math.max(range.end.line, first), source.count - 1);
  const shown = Math.min(last, first + MARKED - 1);
  const lines: FrameLine[] = [];
  for (let line = Math.max(0, first - BEFORE); line < first; line++)
    lines.push(contextLine(source, line, width));
  for (let line = first; line <= shown; line++) lines.push(...markedLines(source, range, line, width));
  if (shown < last) lines.push({ label: '', text: '...', role: 'gap' });
  for (let line = last + 1; line <= last + AFTER && line < source.count; line++) {
    lines.push(contextLine(source, line, width));
  }
  return withoutBlankEdges(lines);
}

/** The text of a range's first line, without its indentation, cut around the range. */
export function excerptOf(source: SourceLines, range: Range, width: number): string {
  const piece = pieceOf(source, range, range.start.line);
  const { text } = windowOf(piece.cells, piece.from, piece.to, width);
  return text.trim();
}

function contextLine(source: SourceLines, line: number, width: number): FrameLine {
  const cells = layout(source.line(line).slice(0, LONG));
  const text = windowOf(cells, 0, 0, width).text.trimEnd();
  return { label: String(line + 1), text, role: 'context' };
}

function markedLines(source: SourceLines, range: Range, line: number, width: number): FrameLine[] {
  const piece = pieceOf(source, range, line);
  const window = windowOf(piece.cells, piece.from, piece.to, width);
  const from = Math.max(0, piece.from + window.shift);
  const count = Math.max(1, Math.min(piece.to - piece.from, width - from));
  return [
    { label: String(line + 1), text: window.text.trimEnd(), role: 'marked' },
    { label: '', text: ' '.repeat(from) + '^'.repeat(count), role: 'carets' },
  ];
}

/** Line `line` laid out, with the cells that the range covers on it. */
function pieceOf(source: SourceLines, range: Range, line: number): Piece {
  const whole = source.line(line);
  const indent = whole.length - whole.trimStart().length;
  const start = clamp(line === range.start.line ? range.start.character : indent, whole.length);
  const end = clamp(line === range.end.line ? range.end.character : whole.trimEnd().length, whole.length);
  const cut = whole.length > LONG ? Math.max(0, start - MARGIN) : 0;
  const cells = layout(whole.length > LONG ? whole.slice(cut, cut + LONG) : whole);
  const from = cellAt(cells, start - cut);
  return { cells, from, to: Math.max(from, cellAt(cells, end - cut)) };
}

function cellAt(cells: Cells, index: number): number {
  return cells.columns[clamp(index, cells.columns.length - 1)] ?? 0;
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}

function withoutBlankEdges(lines: readonly FrameLine[]): FrameLine[] {
  const filled = (line: FrameLine) => line.role !== 'context' || line.text !== '';
  const first = lines.findIndex(filled);
  const last = lines.findLastIndex(filled);
  return lines.slice(first, last + 1);
}
