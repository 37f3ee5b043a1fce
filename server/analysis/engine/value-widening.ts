/** Values of one round of a loop and of the round before: what both have in common is kept. */
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import { spend } from '../domain/exploration.ts';
import { rangeOf } from '../domain/numbers.ts';
import { type Cell, ownFrame, type Range, type State } from '../domain/state.ts';
import { between, type Ptr, TOP, typeRange, type Value } from '../domain/values.ts';

const ANY: CType = { k: 'unknown' };

/** `state` is changed: what differs from `before` is forgotten. See `widen`. */
export interface How {
  readonly state: State;
  readonly before: State;
  readonly force: boolean;
  readonly fuzzy: boolean;
  /** Constants of the function: a moving bound halts at the next one first, since one of them ends most loops. */
  readonly stops: readonly number[];
}

function widened(how: How, value: Value, old: Value | undefined, type: CType): Value {
  if (value.k === 'num' && old?.k === 'num') {
    const was = rangeOf(how.before, old);
    const is = rangeOf(how.state, value);
    if (was.lo === is.lo && was.hi === is.hi) return value;
    if (old.precise && !how.force) return value;
    const [min, max] = typeRange(type);
    const below = () => how.stops.findLast((stop) => stop <= is.lo && stop >= min) ?? min;
    const above = () => how.stops.find((stop) => stop >= is.hi && stop <= max) ?? max;
    const num = between(is.lo < was.lo ? below() : was.lo, is.hi > was.hi ? above() : was.hi);
    return { ...num, widened: true, fuzzy: (how.fuzzy && old.precise) || value.fuzzy };
  }
  if (how.force && value.k === 'ptr' && old?.k === 'ptr' && value.off !== old.off) {
    // Which variable of the frame it points to in one round, the compiler may know that unrolls the loop.
    return value.obj.o === 'stack' ? TOP : ({ ...value, off: undefined } satisfies Ptr);
  }
  return value;
}

function sameRange(a: Range, b: Range): boolean {
  return a.lo === b.lo && a.hi === b.hi;
}

export function widenFrames(how: How): void {
  const { state, before } = how;
  state.frames = state.frames.map(ownFrame);
  state.frames.forEach((frame, i) => {
    const old = before.frames[i];
    if (!old) return;
    spend(frame.regs.length);
    for (let r = 0; r < frame.regs.length; r++) {
      const value = frame.regs[r];
      if (value) frame.regs[r] = widened(how, value, old.regs[r], frame.graph.regs[r]?.type ?? ANY);
    }
  });
}

export function widenStack(how: How): void {
  const { state, before } = how;
  const stack = new Map(state.stack);
  for (const [key, cells] of stack) {
    const old = before.stack.get(key);
    if (!old) continue;
    spend(3 * cells.size);
    const next = new Map<number, Cell>();
    for (const [off, cell] of cells) next.set(off, widenedCell(how, cell, old.get(off)));
    stack.set(key, next);
  }
  state.stack = stack;
}

/** What was loaded is not worth keeping where it changed. */
export function widenCache(how: How): void {
  const { state, before } = how;
  const cache = new Map(state.cache);
  for (const [key, cells] of cache) {
    spend(2 * cells.size);
    const was = before.cache.get(key);
    cache.set(key, new Map([...cells].filter(([off, cell]) => !changed(how, cell, was?.get(off)))));
  }
  state.cache = cache;
}

function widenedCell(how: How, cell: Cell, old: Cell | undefined): Cell {
  if (!old || cell.zero) return cell;
  return { ...cell, value: widened(how, cell.value, old.value, ANY) };
}

function changed(how: How, cell: Cell, old: Cell | undefined): boolean {
  if (!old || cell.value.k !== 'num' || old.value.k !== 'num') return cell.value.k === 'num';
  return !sameRange(rangeOf(how.before, old.value), rangeOf(how.state, cell.value));
}
