/** Where the cells of CPUs are in the picture of a mask: numbers only, no canvas. */
import type { MachineShape } from '../../emulator/messages.ts';
import type { LlcGroup, NodeGroup } from './topology.ts';
import { groupsOf } from './topology.ts';

export interface Grid {
  readonly height: number;
  /** Side of a cell; cells are `pitch` apart. */
  readonly cell: number;
  readonly pitch: number;
  /** Left and top of each CPU's cell. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly labels: readonly Label[];
  /** Columns that fit, for cells that belong to no group. */
  readonly columns: number;
}

export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Something placed from its own left top corner. */
interface Box {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly { readonly cpu: number; readonly x: number; readonly y: number }[];
  readonly labels: readonly Label[];
}

interface Sizes {
  readonly cell: number;
  readonly pitch: number;
  readonly width: number;
  readonly coreGap: number;
  readonly nodeLabels: boolean;
  readonly llcLabels: boolean;
}

/** Height of a line of labels. */
export const LABEL = 15;

/** Side of a cell and the distance to the next: so large that all of the machine is seen, numbers in up to 64. */
function cellSize(cpus: number): [number, number] {
  if (cpus <= 16) return [26, 29];
  if (cpus <= 64) return [22, 24];
  if (cpus <= 128) return [14, 16];
  if (cpus <= 512) return [9, 11];
  if (cpus <= 2048) return [6, 7];
  return [3, 4];
}

export function gridOf(machine: MachineShape, width: number): Grid {
  const [cell, pitch] = cellSize(machine.cpus);
  const nodes = groupsOf(machine);
  const llcs = nodes.flatMap((node) => node.llcs);
  const siblings = llcs.some(({ cores }) => cores.some((core) => core.length > 1));
  const sizes = {
    ...{ cell, pitch, width },
    coreGap: siblings && cell >= 9 ? Math.ceil(cell / 6) : 0,
    nodeLabels: nodes.length > 1,
    llcLabels: llcs.length > nodes.length && cell >= 9,
  };
  const gap = Math.max(8, pitch / 2);
  const box = flow(
    nodes.map((node) => nodeBox(node, sizes, gap / 2)),
    width,
    gap,
  );
  const x = new Int32Array(machine.cpus);
  const y = new Int32Array(machine.cpus);
  for (const place of box.cells) {
    x[place.cpu] = place.x;
    y[place.cpu] = place.y;
  }
  const columns = columnsOf(64, sizes);
  return { height: Math.ceil(box.height), cell, pitch, x, y, labels: box.labels, columns };
}

function nodeBox({ node, llcs }: NodeGroup, sizes: Sizes, gap: number): Box {
  const boxes = llcs.map((llc) => llcBox(llc, sizes));
  const box = flow(boxes, sizes.width, gap);
  return sizes.nodeLabels ? labelled(box, `node ${node}`) : box;
}

function llcBox({ llc, cores }: LlcGroup, sizes: Sizes): Box {
  const { pitch, coreGap } = sizes;
  const columns = columnsOf(cores.flat().length, sizes);
  const cells: { cpu: number; x: number; y: number }[] = [];
  let used = 0;
  let left = 0;
  let top = 0;
  let width = 0;
  for (const core of cores) {
    if (used > 0 && used + core.length > columns) {
      used = 0;
      left = 0;
      top += pitch;
    }
    core.forEach((cpu, i) => {
      // A core of more threads than there are columns goes on below.
      if (i > 0 && i % columns === 0) top += pitch;
      cells.push({ cpu, x: left + (i % columns) * pitch, y: top });
    });
    used += core.length;
    left += core.length * pitch + coreGap;
    width = Math.max(width, Math.min(left - coreGap, sizes.width));
  }
  const box = { width, height: top + pitch, cells, labels: [] };
  return sizes.llcLabels ? labelled(box, `LLC ${llc}`) : box;
}

/** Columns of a block: a power of two, about twice as wide as high, as far as there is room. */
function columnsOf(count: number, { width, pitch, coreGap }: Sizes): number {
  const room = Math.max(1, Math.floor(width / (pitch + coreGap)));
  const wanted = Math.max(8, 2 ** Math.ceil(Math.log2(2 * count) / 2));
  return Math.max(1, Math.min(wanted, 2 ** Math.floor(Math.log2(room))));
}

/** Boxes side by side like words in a line. */
function flow(boxes: readonly Box[], width: number, gap: number): Box {
  const placed: Box[] = [];
  let left = 0;
  let top = 0;
  let bottom = 0;
  let right = 0;
  for (const box of boxes) {
    if (left > 0 && left + box.width > width) {
      left = 0;
      top = bottom + gap;
    }
    placed.push(moved(box, left, top));
    bottom = Math.max(bottom, top + box.height);
    right = Math.max(right, left + box.width);
    left += box.width + gap;
  }
  const cells = placed.flatMap((box) => box.cells);
  return { width: right, height: bottom, cells, labels: placed.flatMap((box) => box.labels) };
}

function moved({ width, height, cells, labels }: Box, dx: number, dy: number): Box {
  return {
    ...{ width, height },
    cells: cells.map(({ cpu, x, y }) => ({ cpu, x: x + dx, y: y + dy })),
    labels: labels.map(({ text, x, y }) => ({ text, x: x + dx, y: y + dy })),
  };
}

/** A box with a line of text above it, which it is at least as wide as. */
function labelled(box: Box, text: string): Box {
  const { cells, labels } = moved(box, 0, LABEL);
  const width = Math.max(box.width, 6 * text.length);
  return { width, height: box.height + LABEL, cells, labels: [{ text, x: 0, y: 0 }, ...labels] };
}

/** Left and top of the cell of the `index`th stray bit, below the grid and a line of text. */
export function strayCell({ height, pitch, columns }: Grid, index: number): { x: number; y: number } {
  const x = (index % columns) * pitch;
  return { x, y: height + LABEL + Math.floor(index / columns) * pitch };
}

/** Height of the picture of a mask that has stray bits. */
export function heightWith(grid: Grid, strays: number): number {
  return strays === 0 ? grid.height : strayCell(grid, strays - 1).y + grid.pitch;
}

/** The CPU whose cell a point is in; `strays` are the bits shown below the grid. */
export function cpuAt(grid: Grid, strays: readonly number[], px: number, py: number): number | undefined {
  const { x, y, pitch } = grid;
  const within = (left: number, top: number) =>
    px >= left && px < left + pitch && py >= top && py < top + pitch;
  for (let cpu = 0; cpu < x.length; cpu++) if (within(x[cpu]!, y[cpu]!)) return cpu;
  return strays.find((_, index) => {
    const at = strayCell(grid, index);
    return within(at.x, at.y);
  });
}
