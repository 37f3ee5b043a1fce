/** Making loops converge: numbers that changed from one round to the next are forgotten. */

import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { Graph } from '../../../bpf/flow/graph.ts';
import { allFacts, type Facts, withFact } from '../domain/learnt.ts';
import { rangeOf } from '../domain/numbers.ts';
import { type Cell, ownFrame, type Range, type State, top } from '../domain/state.ts';
import { between, type Ptr, TOP, typeRange, type Value } from '../domain/values.ts';
import type { Context } from './context.ts';
import { spend } from './exploration.ts';

const ANY: CType = { k: 'unknown' };

/**
 * Forget numbers that differ from the round before: bounds that moved are dropped, bounds that held are kept. Numbers
 * that already proved to matter keep their value, unless `force`. `fuzzy`: they were computed from constants alone, so
 * what is decided on them from now on proves nothing.
 */
export function widen(state: State, before: State, force: boolean, fuzzy: boolean, round = 0): void {
  const how: How = {
    state,
    before,
    force,
    fuzzy,
    stops: round < MOST_STOPS ? stopsOf(top(state).graph) : [],
  };
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
  widenCells(how);
}

interface How {
  readonly state: State;
  readonly before: State;
  readonly force: boolean;
  readonly fuzzy: boolean;
  /** Constants of the function: a moving bound halts at the next one first, since one of them ends most loops. */
  readonly stops: readonly number[];
}

const MOST_STOPS = 8;
const stops = new WeakMap<Graph, readonly number[]>();

function stopsOf(graph: Graph): readonly number[] {
  let known = stops.get(graph);
  if (!known) {
    known = [...new Set(graph.consts.map((c) => Number(c.value)))].sort((a, b) => a - b);
    stops.set(graph, known);
  }
  return known;
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

function widenCells(how: How): void {
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

const KNOWN_LIMIT = 32;

/** Drops what was learnt of values that nothing holds any more. */
export function collectKnown(cx: Context, state: State): void {
  const { known } = state;
  if (known === undefined || known.size <= KNOWN_LIMIT) return;
  const all = allFacts(known);
  if (all.size <= KNOWN_LIMIT) return;
  const used = new Set<number>();
  spend(all.size);
  for (const frame of state.frames) for (const value of frame.regs) note(value, used);
  for (const where of [state.stack, state.cache])
    for (const cells of where.values()) for (const cell of cells.values()) note(cell.value, used);
  let kept: Facts | undefined;
  for (const [id, range] of all) if (used.has(id) || cx.initials.has(id)) kept = withFact(kept, id, range);
  state.known = kept;
}

function noteTests({ nid, obj }: Ptr, used: Set<number>): void {
  used.add(nid);
  if (obj.o === 'kernel' || obj.o === 'ctx') used.add(obj.id);
  if (obj.o === 'stack') used.add(obj.asked);
}

const SYM_DEPTH = 4;
function note(value: Value | undefined, used: Set<number>, depth = SYM_DEPTH): void {
  if (value?.k === 'ptr') noteTests(value, used);
  if (value?.k !== 'num') return;
  used.add(value.id);
  spend(1);
  if (!value.sym || depth === 0) return;
  note(value.sym.a, used, depth - 1);
  note(value.sym.b, used, depth - 1);
}
