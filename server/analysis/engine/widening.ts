/** Making loops converge: numbers that changed from one round to the next are forgotten. */

import type { Graph } from '../../../bpf/flow/graph.ts';
import { spend } from '../domain/exploration.ts';
import { allFacts, type Facts, withFact } from '../domain/learnt.ts';
import { type State, top } from '../domain/state.ts';
import type { Ptr, Value } from '../domain/values.ts';
import type { Context } from './context.ts';
import { column } from './state-facts.ts';
import type { How } from './value-widening.ts';

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
  for (const one of WIDEN) one(how);
}

const WIDEN = column('widen');
const VALUES = column('values');

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

const KNOWN_LIMIT = 32;

/** Drops what was learnt of values that nothing holds any more. */
export function collectKnown(cx: Context, state: State): void {
  const { known } = state;
  if (known === undefined || known.size <= KNOWN_LIMIT) return;
  const all = allFacts(known);
  if (all.size <= KNOWN_LIMIT) return;
  const used = new Set<number>();
  spend(all.size);
  for (const values of VALUES) values(state, (value) => note(value, used));
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
