/** Cells of CPUs on a canvas. What a cell is shows in its shape too, not in its colour alone. */
import { words as say } from '../../../bpf/words/panel.ts';
import type { Words } from '../cpus.ts';
import { hasBit } from '../cpus.ts';
import type { Grid } from '../layout.ts';
import { strayCell } from '../layout.ts';
import type { MaskView } from '../model.ts';

/** Not set; set; set by this step; cleared by this step. */
export type Kind = 0 | 1 | 2 | 3;

export interface Palette {
  readonly text: string;
  readonly dim: string;
  readonly set: string;
  readonly stray: string;
  /** Numbers on cells that are set, and on stray ones. */
  readonly onSet: string;
  readonly onStray: string;
  readonly font: string;
}

/** Colours of the theme that the page has now. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.body);
  const read = (name: string, otherwise: string) =>
    style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const text = read('foreground', style.color);
  const set = read('charts-blue', '#3794ff');
  const stray = read('editorWarning-foreground', text);
  return {
    ...{ text, set },
    dim: read('descriptionForeground', text),
    ...{ stray, onSet: onColour(set), onStray: onColour(stray) },
    font: style.fontFamily,
  };
}

/** Black or white, whichever is read better on a colour. */
function onColour(colour: string): string {
  const context = document.createElement('canvas').getContext('2d')!;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((part) => (part / 255) ** 2.2);
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b! > 0.18 ? '#000' : '#fff';
}

function kindOf(words: Words, before: Words, cpu: number): Kind {
  const now = hasBit(words, cpu);
  if (words === before || now === hasBit(before, cpu)) return now ? 1 : 0;
  return now ? 2 : 3;
}

export function paint(context: CanvasRenderingContext2D, palette: Palette, grid: Grid, mask: MaskView): void {
  const { words, before, strays } = mask;
  const { cell, x, y, labels } = grid;
  context.textBaseline = 'top';
  context.fillStyle = palette.dim;
  context.font = `11px ${palette.font}`;
  for (const label of labels) context.fillText(label.text, label.x, label.y);
  if (strays.length > 0) context.fillText(say().strayFrom(x.length), 0, grid.height + 1);
  const kinds: Record<Kind, [number, number, number][]> = [[], [], [], []];
  for (let cpu = 0; cpu < x.length; cpu++) kinds[kindOf(words, before, cpu)].push([x[cpu]!, y[cpu]!, cpu]);
  for (const kind of [0, 1, 2, 3] as const) paintCells(context, palette, kind, kinds[kind], cell);
  const strayPalette = { ...palette, set: palette.stray, onSet: palette.onStray };
  strays.forEach((cpu, index) => {
    const at = strayCell(grid, index);
    paintCells(context, strayPalette, kindOf(words, before, cpu), [[at.x, at.y, cpu]], cell);
  });
}

/** Cells of one kind, each as left, top and the number in it. */
export function paintCells(
  context: CanvasRenderingContext2D,
  palette: Palette,
  kind: Kind,
  cells: readonly (readonly [number, number, number])[],
  size: number,
): void {
  const small = size < 9;
  context.globalAlpha = kind === 0 ? (small ? 0.2 : 0.4) : 1;
  context.fillStyle = kind === 1 || (kind === 2 && !small) ? palette.set : palette.text;
  context.strokeStyle = palette.text;
  context.lineWidth = kind === 2 ? 2 : 1;
  for (const [x, y] of cells) (small ? smallCell : largeCell)(context, kind, x, y, size);
  context.globalAlpha = 1;
  if (size >= 20) paintNumbers(context, palette, kind, cells, size);
}

/** A few pixels: faint, filled, filled up to the next cell in the colour of text, a ring. */
function smallCell(context: CanvasRenderingContext2D, kind: Kind, x: number, y: number, size: number): void {
  const side = kind === 2 ? size + 1 : size;
  if (kind === 3) context.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
  else context.fillRect(x, y, side, side);
}

/** An outline, filled, filled with a thick outline, hatched. */
function largeCell(context: CanvasRenderingContext2D, kind: Kind, x: number, y: number, size: number): void {
  if (kind === 1 || kind === 2) context.fillRect(x, y, size, size);
  const inset = context.lineWidth / 2;
  if (kind !== 1) context.strokeRect(x + inset, y + inset, size - 2 * inset, size - 2 * inset);
  if (kind !== 3) return;
  context.beginPath();
  // Lines from the lower left to the upper right, cut off at the border.
  for (let at = 4; at < 2 * size; at += 5) {
    const over = Math.max(0, at - size);
    context.moveTo(x + over, y + at - over);
    context.lineTo(x + at - over, y + over);
  }
  context.globalAlpha = 0.55;
  context.stroke();
  context.globalAlpha = 1;
}

function paintNumbers(
  context: CanvasRenderingContext2D,
  palette: Palette,
  kind: Kind,
  cells: readonly (readonly [number, number, number])[],
  size: number,
): void {
  context.fillStyle = kind === 1 || kind === 2 ? palette.onSet : palette.text;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [x, y, cpu] of cells) {
    context.font = `${cpu > 999 ? 8 : 11}px ${palette.font}`;
    context.fillText(`${cpu}`, x + size / 2, y + size / 2 + 0.5);
  }
  context.textAlign = 'start';
  context.textBaseline = 'top';
}
