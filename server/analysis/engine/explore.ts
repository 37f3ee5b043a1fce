/**
 * The path explorer: depth first over the flow graph, one state at a time, like the kernel's own verifier.
 *
 * Where ways meet and at loop heads a state is compared with those that were there before it:
 *
 *      arrives ──▶ covered by one that is done, or by an ancestor in a loop ──▶ dropped
 *         │
 *         └──▶ kept as a checkpoint ──▶ goes on; `branches` counts the ways that still have to end below it
 */
import { successors } from '../../../bpf/flow/finish.ts';
import type { Block, Graph } from '../../../bpf/flow/graph.ts';
import { eraBefore } from '../compiler/redundant-tests.ts';
import { type Frame, fork, keep, refOf, type State, top } from '../domain/state.ts';
import { makeSummary, type Wanted } from '../summaries/summary.ts';
import { step, takeBack } from '../transfer/step.ts';
import { endOfBlock } from './branch.ts';
import type { Context } from './context.ts';
import { current, isUsedUp, resume, spend } from './exploration.ts';
import { isNeutralLoop } from './reference-neutral.ts';
import { covers, inheritPrecision, type Outline, outlineOf } from './subsumption.ts';
import { collectKnown, widen } from './widening.ts';

export interface Entry {
  readonly state: State;
  readonly outline: Outline;
  readonly parent: Entry | undefined;
  branches: number;
  hits: number;
  misses: number;
}

/** Bookkeeping of one exploration. */
export interface Run {
  readonly cx: Context;
  readonly pending: State[];
  readonly entries: Map<string, Entry[]>;
  readonly joins: WeakMap<Graph, ReadonlySet<number>>;
  /** Of its own work. */
  readonly limit: number;
  /** Work before it began, and of the summaries that were made for it or that it used. */
  notMine: number;
  /** The summary that the call waits for at which the path stands. */
  wanted: Wanted | undefined;
}

export interface Outcome {
  /** Not every path was followed: its work was used up. */
  readonly gaveUp: boolean;
  /** Work in which summaries were made for it or that was charged for them. */
  readonly ofOthers: number;
}

/** Unrolled rounds before a plain loop's numbers are forgotten, and before a loop is left alone altogether. */
const UNROLL = 40;
const ROUNDS = 50;
const ITERATOR_ROUNDS = 12;
const KEPT_PER_PLACE = 16;

/** Units of an instruction beside what it copies, and of a state that is kept or copied. */
const STEP = 6;
const COPY = 20;

/**
 * Follows every path from `first`, in slices. `limit`: units of work of its own, beside what the exploration that is
 * under way has left. Whoever runs between two slices takes care to `begin` or `resume` an exploration of his own.
 */
export function* explore(
  cx: Context,
  first: State,
  limit = Number.POSITIVE_INFINITY,
): Generator<void, Outcome, void> {
  const began = current.work;
  const run: Run = {
    cx,
    pending: [first],
    entries: new Map(),
    joins: new WeakMap(),
    limit,
    notMine: began,
    wanted: undefined,
  };
  for (let state = run.pending.pop(); state; state = run.pending.pop()) {
    while (!follow(run, state)) yield* pause(run);
    finish(state.entry);
    if (cx.suspect || isOver(run)) break;
  }
  return { gaveUp: isOver(run), ofOthers: run.notMine - began };
}

function isOver(run: Run): boolean {
  return current.work - run.notMine > run.limit || isUsedUp();
}

/** Between two slices, or until a call has the summary that it waits for. */
function* pause(run: Run): Generator<void, void, void> {
  if (run.wanted) return yield* makeSummary(run, run.wanted);
  const mine = current;
  yield;
  resume(mine);
}

/** A copy of the state that is explored later. */
export function later(run: Run, state: State): State {
  const other = fork(state);
  spend(COPY + state.frames.length + (top(state).regs.length >> 4));
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

/** Runs one state until its path ends, is covered, dies, or is given up. false: it has to wait and then go on. */
function follow(run: Run, state: State): boolean {
  let hasWaited = run.wanted !== undefined;
  run.wanted = undefined;
  for (; !state.dead && state.frames.length > 0; hasWaited = false) {
    if (isOver(run)) return true;
    if (current.work >= current.sliceEnd) return false;
    const frame = top(state);
    const block = frame.graph.blocks[frame.block]!;
    if (run.cx.watch && state.frames.length === 1 && !run.cx.watch.leading.has(frame.block)) return true;
    const isStart = frame.index === 0 && !hasWaited;
    if (isStart && isMeeting(run, frame.graph, frame.block) && !checkpoint(run, state, block)) return true;
    if (runBlock(run, state, block)) endOfBlock(run, state, block.end);
    else if (run.wanted) return false;
  }
  return true;
}

/** true: the block's end was reached; false: another frame is on top now, the path ended, or a call waits. */
function runBlock(run: Run, state: State, block: Block): boolean {
  const frame = top(state);
  const depth = state.frames.length;
  const { cx } = run;
  const watch = cx.watch?.graph === frame.graph ? cx.watch : undefined;
  while (frame.index < block.instrs.length) {
    watch?.seen(cx, state, frame.block, frame.index);
    const instr = block.instrs[frame.index]!;
    frame.index++;
    const before = current.work;
    spend(STEP);
    step(run, state, instr);
    if (run.wanted) {
      takeBack(state, instr);
      current.work = before;
      return false;
    }
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
  spend(frame.key.length >> 3);
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
  const outline = outlineOf(state);
  const kept = keep(state, outline.regs[outline.regs.length - 1]!);
  spend(COPY + state.frames.length);
  const entry: Entry = { state: kept, outline, parent: state.entry, branches: 1, hits: 0, misses: 0 };
  state.entry = entry;
  list.push(entry);
  if (list.length > KEPT_PER_PLACE) dropOldest(list);
  return true;
}

/** Did something unknown decide the way from there to here? Then what changed on it is not computed from constants. */
function decidedSince(state: State, before: State): boolean {
  for (let t = state.trace; t && t !== before.trace; t = t.before) {
    spend(1);
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
  spend(regs.length >> 3);
  for (let r = 0; r < regs.length; r++) {
    if (regs[r] === undefined || live.has(r)) continue;
    const ref = state.refs.size > 0 ? refOf(regs[r]) : 0;
    if (ref === 0 || !state.refs.has(ref) || frame.graph.regs[r]?.name === undefined) regs[r] = undefined;
  }
}
