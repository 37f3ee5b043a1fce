/** Places where paths join: a state that arrives there is dropped, or kept for the next ones to be compared with. */

import type { Block, Graph } from '../../../bpf/flow/graph.ts';
import { successors } from '../../../bpf/flow/operands.ts';
import { eraBefore } from '../compiler/redundant-tests.ts';
import { costOf } from '../domain/cost.ts';
import { spend } from '../domain/exploration.ts';
import { forgetDead } from '../domain/registers.ts';
import { keep, type State, top } from '../domain/state.ts';
import type { Context } from './context.ts';
import { markControls } from './control.ts';
import { countLongLoop } from './faults.ts';
import { isReferenceNeutralLoop } from './reference-neutral.ts';
import { COPY, type Entry, type Run } from './run.ts';
import { inheritPrecision, outlineOf, subsumes } from './subsumption.ts';
import { collectKnown, widen } from './widening.ts';

/** Unrolled rounds before a plain loop's numbers are forgotten, and before a loop is left alone altogether. */
const UNROLL = 40;
const ROUNDS = 50;
const ITERATOR_ROUNDS = 12;
/** Those in which a load-time constant decides, while its path is the one that the object file's value takes. */
const BUILT_ROUNDS = 16;
/** Those in which data decides, where a fault was found without them: what a short loop counts the kernel knows exactly. */
const PATIENT_ROUNDS = 17;
const KEPT_PER_PLACE = 16;
/** Each round of a short loop has as many states as values that it can have come to. */
const KEPT_IN_PATIENCE = 200;

/** Blocks with more than one predecessor, and loop heads. */
export function isMeeting(run: Run, graph: Graph, block: number): boolean {
  let joins = run.joins.get(graph);
  if (!joins) {
    joins = meetings(graph);
    run.joins.set(graph, joins);
  }
  return joins.has(block);
}

function meetings(graph: Graph): ReadonlySet<number> {
  const seen = new Set<number>();
  const joins = new Set<number>();
  graph.blocks.forEach((block, i) => {
    if (block.loop) joins.add(i);
    for (const to of new Set(successors(block.end))) {
      if (seen.has(to)) joins.add(to);
      seen.add(to);
    }
  });
  return joins;
}

function placeKey(state: State): string {
  const frame = top(state);
  spend(frame.key.length >> 3);
  return `${frame.key}#${frame.block}`;
}

/** false: an earlier one subsumes the state. */
export function checkpoint(run: Run, state: State, block: Block): boolean {
  const frame = top(state);
  if (!block.loop) state.era = eraBefore(frame) ?? state.era;
  forgetDead(state, frame, frame.graph.liveIn[frame.block]!);
  const isReferenceNeutral =
    block.loop !== undefined && isReferenceNeutralLoop(run.cx, frame.graph, frame.block);
  return remember(run, state, placeKey(state), block.loop?.kind, isReferenceNeutral);
}

/**
 * Also used for the rounds of a callback, whose place has no block of its own.
 * `loop`: kind of the loop whose head this is.
 */
export function remember(
  run: Run,
  state: State,
  key: string,
  loop: string | undefined,
  isReferenceNeutral = false,
): boolean {
  let list = run.entries.get(key);
  if (!list) {
    list = [];
    run.entries.set(key, list);
  }
  const cost = run.cx.costs && costOf(run.cx.costs, top(state).graph.name);
  let rounds = 0;
  let ancestor: Entry | undefined;
  for (let i = list.length - 1; i >= 0; i--) {
    const entry = list[i]!;
    const open = entry.branches > 0;
    if (open) {
      rounds++;
      ancestor ??= entry;
    }
    if (subsumes(entry.state, entry.outline, state, open)) {
      entry.hits++;
      if (!open) moveToEnd(list, i);
      if (!open) inheritPrecision(entry.state, state);
      markControls(state);
      if (cost) cost.joins++;
      return false;
    }
    entry.misses++;
    if (!open && entry.misses > entry.hits * 3 + 4) list.splice(i, 1);
  }
  if (ancestor && loop) {
    const byIterator = loop === 'iter' || loop === 'callback';
    if (rounds >= (byIterator ? ITERATOR_ROUNDS : ROUNDS)) {
      countLongLoop(run.cx, top(state).graph.name);
      if (cost) cost.cutOffs++;
      return false;
    }
    const by = isReferenceNeutral ? decidedSince(state, ancestor.state) : undefined;
    if (byIterator) widen(state, ancestor.state, rounds >= 4, false);
    else if (by && isLate(run.cx, by, rounds)) widen(state, ancestor.state, true, false, rounds);
    else if (rounds >= UNROLL) widen(state, ancestor.state, true, true);
  }
  collectKnown(run.cx, state);
  const outline = outlineOf(state);
  const kept = keep(state, outline.regs[outline.regs.length - 1]!);
  spend(COPY + state.frames.length);
  const entry: Entry = { state: kept, outline, parent: state.entry, branches: 1, hits: 0, misses: 0 };
  state.entry = entry;
  if (cost) cost.states++;
  list.push(entry);
  if (list.length > (run.cx.isPatient ? KEPT_IN_PATIENCE : KEPT_PER_PLACE)) dropOldest(list);
  return true;
}

/** Whether what changed in so many rounds is forgotten. Notes when a patient look would keep it. */
function isLate(cx: Context, by: 'data' | 'built', rounds: number): boolean {
  if (by === 'built') return rounds >= BUILT_ROUNDS;
  if (rounds >= PATIENT_ROUNDS) return true;
  cx.isHasty = true;
  return !cx.isPatient;
}

/**
 * Did something unknown decide the path from there to here? Then what changed on it is not computed from constants.
 * 'built': nothing but load-time constants, as the object file has them.
 */
function decidedSince(state: State, before: State): 'data' | 'built' | undefined {
  let by: 'built' | undefined;
  for (let t = state.trace; t && t !== before.trace; t = t.before) {
    spend(1);
    if (t.step.kind === 'branch' && t.step.built) by = 'built';
    else if (t.step.kind === 'branch' || t.step.kind === 'case') return 'data';
  }
  return by;
}

/** What subsumed once subsumes again: it is looked at first. */
function moveToEnd(list: Entry[], index: number): void {
  const [entry] = list.splice(index, 1);
  list.push(entry!);
}

function dropOldest(list: Entry[]): void {
  const done = list.findIndex((entry) => entry.branches === 0);
  if (done >= 0) list.splice(done, 1);
}
