/** Memory cells: what is known of bytes at an offset. */
import { spend } from './exploration.ts';
import { type Cell, type Cells, dropRef, refOf, type State } from './state.ts';
import { TOP, type Value } from './values.ts';

export function setCell(state: State, where: 'stack' | 'cache', key: string, off: number, cell: Cell): void {
  const all = new Map(state[where]);
  const cells = new Map(all.get(key) ?? []);
  spend(all.size + 2 * cells.size);
  for (const [at, old] of [...cells]) {
    if (at >= off + cell.size || at + old.size <= off) continue;
    cells.delete(at);
    if (old.zero) keepZeroes(cells, at, old, off, cell.size);
  }
  cells.set(off, cell);
  all.set(key, cells);
  state[where] = all;
}

/** What is left of a zeroed stretch around [off, off + size). */
export function keepZeroes(cells: Map<number, Cell>, at: number, old: Cell, off: number, size: number): void {
  if (at < off) cells.set(at, { ...old, size: off - at });
  const end = at + old.size;
  if (end > off + size) cells.set(off + size, { ...old, size: end - off - size });
}

export function isZeroed(cells: Cells, off: number, size: number): boolean {
  spend(cells.size);
  for (const [at, cell] of cells) if (cell.zero && at <= off && at + cell.size >= off + size) return true;
  return false;
}

export function dropCells(state: State, where: 'stack' | 'cache', key: string): void {
  if (!state[where].has(key)) return;
  const all = new Map(state[where]);
  spend(all.size);
  all.delete(key);
  state[where] = all;
}

/** The kernel may write there: numbers it held are forgotten, pointers stay where the program put them. */
export function mayWrite(state: State, value: Value): void {
  if (value.k !== 'ptr' || value.obj.o !== 'stack') return;
  const cells = state.stack.get(value.obj.key);
  if (!cells) return;
  const all = new Map(state.stack);
  spend(all.size + cells.size);
  all.set(value.obj.key, new Map([...cells].filter(([, cell]) => cell.value.k === 'ptr')));
  state.stack = all;
}

/** The value left our sight: its reference is no longer tracked. */
export function letGo(state: State, value: Value): void {
  const ref = refOf(value);
  if (ref) dropRefQuietly(state, ref);
  if (value.k !== 'ptr' || value.obj.o !== 'stack') return;
  for (const cell of state.stack.get(value.obj.key)?.values() ?? []) {
    const inner = refOf(cell.value);
    if (inner && !isDynptr(cell)) dropRefQuietly(state, inner);
  }
  // A dynptr stays one whoever got its address; what it holds is given back by whoever has it.
  const held = [...(state.stack.get(value.obj.key)?.values() ?? [])].filter(isDynptr);
  keepDynptrs(state, value.obj.key, TOP);
  for (const cell of held) dropRefQuietly(state, refOf(cell.value));
}

/** Does it hold a dynptr, of which the stack has no other trace? */
function isDynptr({ value }: Cell): boolean {
  return value.k === 'ptr' && value.obj.o === 'mem' && value.obj.record.endsWith('dynptr');
}

/** Everything else of a variable is forgotten. `as`: what is known of its dynptrs from here on. */
export function keepDynptrs(state: State, key: string, as?: Value): void {
  const kept = [...(state.stack.get(key) ?? [])].filter(
    ([, cell]) => isDynptr(cell) || (cell.size === DYNPTR && cell.value.k === 'top'),
  );
  dropCells(state, 'stack', key);
  for (const [off, cell] of kept) setCell(state, 'stack', key, off, as ? { ...cell, value: as } : cell);
}

const DYNPTR = 16;

/** Escaped: not leaked, not dead; every copy becomes unknown. */
export function dropRefQuietly(state: State, ref: number): void {
  if (!state.refs.has(ref)) return;
  dropRef(state, ref);
  forgetCopies(state, ref);
}

/** Every copy of a reference becomes unknown: what is wrong with it was said. */
export function forgetCopies(state: State, ref: number): void {
  const forget = (value: Value | undefined) => (refOf(value) === ref ? TOP : value);
  state.frames = state.frames.map((frame) => ({ ...frame, regs: frame.regs.map(forget) }));
  const stack = new Map(state.stack);
  for (const { regs } of state.frames) spend(regs.length);
  for (const [key, cells] of stack) {
    spend(cells.size);
    if (![...cells.values()].some((cell) => refOf(cell.value) === ref)) continue;
    stack.set(key, new Map([...cells].map(([off, cell]) => [off, { ...cell, value: forget(cell.value)! }])));
  }
  state.stack = stack;
}
