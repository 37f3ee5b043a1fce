/** Making loops converge: numbers that changed from one round to the next are forgotten. */
import type { Context } from './context.ts';
import { rangeOf } from './numbers.ts';
import type { Cell, Range, State } from './state.ts';
import { type Num, type Ptr, unknown, type Value } from './values.ts';

const ANY = { k: 'unknown' } as const;

/**
 * Forget numbers that differ from the round before. Numbers that already proved to matter keep their value, unless
 * `force`: then they become fuzzy, and what is decided on them proves nothing.
 */
export function widen(state: State, before: State, force: boolean): void {
  state.frames.forEach((frame, i) => {
    const old = before.frames[i];
    if (!old) return;
    for (let r = 0; r < frame.regs.length; r++) {
      const value = frame.regs[r];
      if (value) frame.regs[r] = widened(state, before, value, old.regs[r], frame.graph.regs[r]?.type, force);
    }
  });
  widenCells(state, before, force);
}

function widened(
  state: State,
  before: State,
  value: Value,
  old: Value | undefined,
  type: Num | unknown,
  force: boolean,
): Value {
  if (value.k === 'num' && old?.k === 'num') {
    if (sameRange(rangeOf(before, old), rangeOf(state, value))) return value;
    if (old.precise && !force) return value;
    return unknown((type as typeof ANY | undefined) ?? ANY, old.precise || value.fuzzy);
  }
  if (force && value.k === 'ptr' && old?.k === 'ptr' && value.off !== old.off)
    return { ...value, off: undefined } satisfies Ptr;
  return value;
}

function sameRange(a: Range, b: Range): boolean {
  return a.lo === b.lo && a.hi === b.hi;
}

function widenCells(state: State, before: State, force: boolean): void {
  const stack = new Map(state.stack);
  for (const [key, cells] of stack) {
    const old = before.stack.get(key);
    if (!old) continue;
    const next = new Map<number, Cell>();
    for (const [off, cell] of cells) next.set(off, widenedCell(state, before, cell, old.get(off), force));
    stack.set(key, next);
  }
  state.stack = stack;
  const cache = new Map(state.cache);
  for (const [key, cells] of cache) {
    const kept = new Map(
      [...cells].filter(([off, cell]) => !changed(state, before, cell, before.cache.get(key)?.get(off))),
    );
    cache.set(key, kept);
  }
  state.cache = cache;
}

function widenedCell(state: State, before: State, cell: Cell, old: Cell | undefined, force: boolean): Cell {
  if (!old || cell.zero) return cell;
  return { ...cell, value: widened(state, before, cell.value, old.value, undefined, force) };
}

function changed(state: State, before: State, cell: Cell, old: Cell | undefined): boolean {
  if (!old || cell.value.k !== 'num' || old.value.k !== 'num') return cell.value.k === 'num';
  return !sameRange(rangeOf(before, old.value), rangeOf(state, cell.value));
}

const KNOWN_LIMIT = 48;

/** Drops what was learnt of values that nothing holds any more. */
export function collectKnown(cx: Context, state: State): void {
  if (state.known.size <= KNOWN_LIMIT) return;
  const used = new Set<number>();
  for (const frame of state.frames) for (const value of frame.regs) note(value, used);
  for (const where of [state.stack, state.cache])
    for (const cells of where.values()) for (const cell of cells.values()) note(cell.value, used);
  const kept = new Map<number, Range>();
  for (const [id, range] of state.known) if (used.has(id) || cx.initials.has(id)) kept.set(id, range);
  state.known = kept;
}

const SYM_DEPTH = 4;
function note(value: Value | undefined, used: Set<number>, depth = SYM_DEPTH): void {
  if (value?.k === 'ptr') used.add(value.nid);
  if (value?.k !== 'num') return;
  used.add(value.id);
  if (!value.sym || depth === 0) return;
  note(value.sym.a, used, depth - 1);
  note(value.sym.b, used, depth - 1);
}
