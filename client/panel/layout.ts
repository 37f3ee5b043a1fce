/** Where the cells of CPUs are in the picture of a mask: numbers only, no canvas. */
import { words } from '../../bpf/words/panel.ts';
import type { MachineShape } from '../../emulator/worker/messages.ts';
import type { LlcGroup, NodeGroup } from './cpu-groups.ts';
import { groupsOf } from './cpu-groups.ts';

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

/** A block of cells, not placed yet: how large it is, and how it is put somewhere. */
interface Box {
  readonly width: number;
  readonly height: number;
  readonly put: (left: number, top: number) => void;
}

interface Sizes {
  readonly pitch: number;
  readonly width: number;
  /** Between cores that have several threads. */
  readonly coreGap: number;
}

/** Height of a line of labels. */
const LABEL = 15;

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
  const sizes = { pitch, width, coreGap: siblings && cell >= 9 ? Math.ceil(cell / 6) : 0 };
  const x = new Int32Array(machine.cpus);
  const y = new Int32Array(machine.cpus);
  const labels: Label[] = [];
  const gap = Math.max(6, pitch / 2);
  const named = (box: Box, is: boolean, text: string) => (is ? labelled(box, text, labels) : box);
  const nodeBox = ({ node, llcs: mine }: NodeGroup) => {
    const boxes = mine.map((llc) =>
      named(llcBox(llc, sizes, x, y), llcs.length > nodes.length && cell >= 9, words().llc(llc.llc)),
    );
    return named(flow(boxes, width, gap), nodes.length > 1, words().node(node));
  };
  const box = flow(nodes.map(nodeBox), width, 2 * gap);
  box.put(0, 0);
  return { height: Math.ceil(box.height), cell, pitch, x, y, labels, columns: columnsOf(64, sizes) };
}

/** The cells of a cache, which `put` writes to `x` and `y`. */
function llcBox({ cores }: LlcGroup, sizes: Sizes, x: Int32Array, y: Int32Array): Box {
  const { pitch, coreGap } = sizes;
  const columns = columnsOf(cores.flat().length, sizes);
  const places: [cpu: number, x: number, y: number][] = [];
  let column = 0;
  let gaps = 0;
  let top = 0;
  let width = 0;
  const newLine = () => {
    column = 0;
    gaps = 0;
    top += pitch;
  };
  for (const core of cores) {
    if (column > 0 && column + core.length > columns) newLine();
    for (const cpu of core) {
      // A core of more threads than there are columns goes on below.
      if (column === columns) newLine();
      places.push([cpu, column * pitch + gaps, top]);
      column++;
      width = Math.max(width, column * pitch + gaps);
    }
    gaps += coreGap;
  }
  const put = (left: number, above: number) => {
    for (const [cpu, cellX, cellY] of places) {
      x[cpu] = left + cellX;
      y[cpu] = above + cellY;
    }
  };
  return { width, height: top + pitch, put };
}

/** Columns of a block: a power of two, about twice as wide as high, as far as there is room. */
function columnsOf(count: number, { width, pitch, coreGap }: Sizes): number {
  const room = Math.max(1, Math.floor(width / (pitch + coreGap)));
  const wanted = Math.max(8, 2 ** Math.ceil(Math.log2(2 * count) / 2));
  return Math.max(1, Math.min(wanted, 2 ** Math.floor(Math.log2(room))));
}

/** Boxes side by side like words in a line. */
function flow(boxes: readonly Box[], width: number, gap: number): Box {
  const puts: ((left: number, top: number) => void)[] = [];
  let left = 0;
  let top = 0;
  let bottom = 0;
  let right = 0;
  for (const box of boxes) {
    if (left > 0 && left + box.width > width) {
      left = 0;
      top = bottom + gap;
    }
    const [x, y] = [left, top];
    puts.push((dx, dy) => box.put(dx + x, dy + y));
    bottom = Math.max(bottom, top + box.height);
    right = Math.max(right, left + box.width);
    left += box.width + gap;
  }
  const put = (x: number, y: number) => {
    for (const each of puts) each(x, y);
  };
  return { width: right, height: bottom, put };
}

/** A box with a line of text above it, which it is at least as wide as. */
function labelled({ width, height, put }: Box, text: string, labels: Label[]): Box {
  return {
    width: Math.max(width, 6 * text.length),
    height: height + LABEL,
    put: (x, y) => {
      labels.push({ text, x, y });
      put(x, y + LABEL);
    },
  };
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
