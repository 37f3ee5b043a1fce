/**
 * The path explorer: depth first over the flow graph, one state at a time, like the kernel's own verifier.
 *
 * Where ways meet and at loop heads a state is compared with those that were there before it:
 *
 *      arrives ──▶ covered by one that is done, or by an ancestor in a loop ──▶ dropped
 *         │
 *         └──▶ kept as a checkpoint ──▶ goes on; `branches` counts the ways that still have to end below it
 */
import { successors } from '../../bpf/flow/finish.ts';
import type { Block, Graph } from '../../bpf/flow/graph.ts';
import { endOfBlock } from './branch.ts';
import { covers, inheritPrecision, type Outline, outlineOf } from './compare.ts';
import type { Context } from './context.ts';
import { isNeutralLoop } from './neutral.ts';
import { eraBefore } from './questions.ts';
import { type Frame, fork, refOf, type State, top } from './state.ts';
import { step } from './step.ts';
import { collectKnown, widen } from './widen.ts';

export interface Entry {
  readonly state: State;
  readonly outline: Outline;
  readonly parent: Entry | undefined;
  branches: number;
  hits: number;
  misses: number;
}

export interface Budget {
  readonly steps: number;
  readonly milliseconds: number;
  readonly cancelled?: () => boolean;
}

/** Bookkeeping of one exploration. */
export interface Run {
  readonly cx: Context;
  readonly pending: State[];
  readonly entries: Map<string, Entry[]>;
  steps: number;
  states: number;
  /** Steps at which the clock is looked at again, and what it said. */
  nextLook: number;
  gaveUp: 'time' | 'cancelled' | undefined;
  readonly joins: WeakMap<Graph, ReadonlySet<number>>;
}

export interface Outcome {
  /** undefined: every path was followed to its end. */
  readonly gaveUp: 'steps' | 'time' | 'cancelled' | undefined;
  readonly steps: number;
  readonly states: number;
}

/** Unrolled rounds before a plain loop's numbers are forgotten, and before a loop is left alone altogether. */
const UNROLL = 40;
const ROUNDS = 50;
const ITERATOR_ROUNDS = 12;
const KEPT_PER_PLACE = 16;
/** Steps before the first look at the clock, so that little time is never none, and between two of them. */
const FIRST_LOOK = 300;
const CLOCK_EVERY = 100;

/** Follows every path from `first`, `steps` instructions at most and until the context's deadline. */
export function explore(cx: Context, first: State, steps: number): Outcome {
  const run: Run = {
    cx,
    pending: [first],
    entries: new Map(),
    steps: 0,
    states: 0,
    nextLook: FIRST_LOOK,
    gaveUp: undefined,
    joins: new WeakMap(),
  };
  for (let state = run.pending.pop(); state; state = run.pending.pop()) {
    follow(run, state, steps);
    finish(state.entry);
    if (cx.suspect) break;
    if (run.steps > steps) return { gaveUp: 'steps', steps: run.steps, states: run.states };
    if (isLate(run)) return { gaveUp: run.gaveUp, steps: run.steps, states: run.states };
  }
  return { gaveUp: undefined, steps: run.steps, states: run.states };
}

/** Is the time over? A look at the clock now and then. */
function isLate(run: Run): boolean {
  if (run.gaveUp || run.steps < run.nextLook) return run.gaveUp !== undefined;
  run.nextLook = run.steps + CLOCK_EVERY;
  if (performance.now() > run.cx.deadline) run.gaveUp = 'time';
  else if (run.cx.cancelled?.()) run.gaveUp = 'cancelled';
  return run.gaveUp !== undefined;
}

/** A copy of the state that is explored later. */
export function later(run: Run, state: State): State {
  const other = fork(state);
  if (other.entry) other.entry.branches++;
  run.pending.push(other);
  return other;
}

function finish(entry: Entry | undefined): void {
  for (let e = entry; e; e = e.parent) {
    e.branches--;
    if (e.branches > 0) return;
  }
}

/** Runs one state until its path ends, is covered, or dies. */
function follow(run: Run, state: State, limit: number): void {
  while (!state.dead && state.frames.length > 0) {
    const frame = top(state);
    const block = frame.graph.blocks[frame.block]!;
    if (run.cx.watch && state.frames.length === 1 && !run.cx.watch.leading.has(frame.block)) return;
    if (frame.index === 0 && isMeeting(run, frame.graph, frame.block) && !checkpoint(run, state, block))
      return;
    if (runBlock(run, state, block)) endOfBlock(run, state, block.end);
    if (run.steps > limit || isLate(run)) return;
  }
}

/** true: the block's end was reached; false: another frame is on top now, or the path ended. */
function runBlock(run: Run, state: State, block: Block): boolean {
  const frame = top(state);
  const depth = state.frames.length;
  const { cx } = run;
  const watch = cx.watch?.graph === frame.graph ? cx.watch : undefined;
  while (frame.index < block.instrs.length) {
    watch?.seen(cx, state, frame.block, frame.index);
    const instr = block.instrs[frame.index]!;
    frame.index++;
    run.steps++;
    step(run, state, instr);
    if (state.dead || state.frames.length !== depth || top(state) !== frame) return false;
  }
  watch?.seen(cx, state, frame.block, frame.index);
  return true;
}

/** Blocks with more than one way in, and loop heads. */
function isMeeting(run: Run, graph: Graph, block: number): boolean {
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
  return `${frame.key}#${frame.block}`;
}

/** false: the state is covered by an earlier one. */
function checkpoint(run: Run, state: State, block: Block): boolean {
  const frame = top(state);
  if (!block.loop) state.era = eraBefore(frame) ?? state.era;
  forgetDead(state, frame, frame.graph.liveIn[frame.block]!);
  const isNeutral = block.loop !== undefined && isNeutralLoop(run.cx, frame.graph, frame.block);
  return remember(run, state, placeKey(state), block.loop?.kind, isNeutral);
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
  isNeutral = false,
): boolean {
  let list = run.entries.get(key);
  if (!list) {
    list = [];
    run.entries.set(key, list);
  }
  let rounds = 0;
  let ancestor: Entry | undefined;
  for (let i = list.length - 1; i >= 0; i--) {
    const entry = list[i]!;
    const open = entry.branches > 0;
    if (open) {
      rounds++;
      ancestor ??= entry;
    }
    if (covers(entry.state, entry.outline, state, open)) {
      entry.hits++;
      if (!open) moveToEnd(list, i);
      if (!open) inheritPrecision(entry.state, state);
      return false;
    }
    entry.misses++;
    if (!open && entry.misses > entry.hits * 3 + 4) list.splice(i, 1);
  }
  if (ancestor && loop) {
    const byIterator = loop === 'iter' || loop === 'callback';
    if (rounds >= (byIterator ? ITERATOR_ROUNDS : ROUNDS)) return false;
    const byData = isNeutral && decidedSince(state, ancestor.state);
    if (byIterator) widen(state, ancestor.state, rounds >= 4, false);
    else if (byData) widen(state, ancestor.state, true, false, rounds);
    else if (rounds >= UNROLL) widen(state, ancestor.state, true, true);
  }
  collectKnown(run.cx, state);
  const kept = fork(state);
  const outline = outlineOf(kept);
  const entry: Entry = { state: kept, outline, parent: state.entry, branches: 1, hits: 0, misses: 0 };
  state.entry = entry;
  run.states++;
  list.push(entry);
  if (list.length > KEPT_PER_PLACE) dropOldest(list);
  return true;
}

/** Did something unknown decide the way from there to here? Then what changed on it is not computed from constants. */
function decidedSince(state: State, before: State): boolean {
  for (let t = state.trace; t && t !== before.trace; t = t.before) {
    if (t.step.kind === 'branch' || t.step.kind === 'case') return true;
  }
  return false;
}

/** What covered once covers again: it is looked at first. */
function moveToEnd(list: Entry[], index: number): void {
  const [entry] = list.splice(index, 1);
  list.push(entry!);
}

function dropOldest(list: Entry[]): void {
  const done = list.findIndex((entry) => entry.branches === 0);
  if (done >= 0) list.splice(done, 1);
}

/**
 * Registers that are not read again hold nothing that could tell two states apart. Older frames were cleaned when they
 * called. A variable with a reference that nobody released keeps it: when it is overwritten, that is where it is lost.
 */
export function forgetDead(state: State, frame: Frame, live: ReadonlySet<number>): void {
  const regs = frame.regs;
  for (let r = 0; r < regs.length; r++) {
    if (regs[r] === undefined || live.has(r)) continue;
    const ref = state.refs.size > 0 ? refOf(regs[r]) : 0;
    if (ref === 0 || !state.refs.has(ref) || frame.graph.regs[r]?.name === undefined) regs[r] = undefined;
  }
}
