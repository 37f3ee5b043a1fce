/**
 * The path explorer: depth first over the flow graph, one state at a time, like the kernel's own verifier.
 *
 * Where paths join and at loop heads a state is compared with those that were there before it:
 *
 *      arrives ──▶ subsumed by one that is done, or by an ancestor in a loop ──▶ dropped
 *         │
 *         └──▶ kept as a checkpoint ──▶ goes on; `branches` counts the paths that still have to end below it
 */
import type { Block } from '../../../bpf/flow/graph.ts';
import { type Costs, costOf } from '../domain/cost.ts';
import { current, isUsedUp, resume, spend } from '../domain/exploration.ts';
import { type State, top } from '../domain/state.ts';
import { makeSummary } from '../summaries/make-summary.ts';
import { step, takeBack } from '../transfer/step.ts';
import { endOfBlock } from './branch.ts';
import { checkpoint, isMeeting } from './checkpoints.ts';
import type { Context } from './context.ts';
import { settleControl } from './control.ts';
import { finish, type Outcome, type Run } from './run.ts';

/** Units of an instruction beside what it copies. */
const STEP = 6;

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
  const { name } = top(first).graph;
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
  const gaveUp = isOver(run);
  if (gaveUp && cx.costs) costOf(cx.costs, name).cutOffs++;
  return { gaveUp, ofOthers: run.notMine - began };
}

function isOver(run: Run): boolean {
  return current.work - run.notMine > run.limit || isUsedUp();
}

/** Between two slices, or until a call has the summary that it waits for. */
function* pause(run: Run): Generator<void, void, void> {
  if (run.wanted) return yield* makeSummary(run, run.wanted, explore);
  const mine = current;
  yield;
  resume(mine);
}

/** Runs one state until its path ends, is subsumed, dies, or is given up. false: it has to wait and then go on. */
function follow(run: Run, state: State): boolean {
  let hasWaited = run.wanted !== undefined;
  run.wanted = undefined;
  for (; !state.dead && state.frames.length > 0; hasWaited = false) {
    if (isOver(run)) return true;
    if (current.work >= current.sliceEnd) return false;
    const frame = top(state);
    const block = frame.graph.blocks[frame.block]!;
    if (run.cx.watch && state.frames.length === 1 && !run.cx.watch.leading.has(frame.block)) return true;
    const before = current.work;
    const goesOn = visit(run, state, block, frame.index === 0 && !hasWaited);
    if (run.cx.costs) tally(run.cx.costs, frame.graph.name, before);
    if (!goesOn) return run.wanted === undefined;
  }
  return true;
}

/** false: the path is subsumed, or a call waits. */
function visit(run: Run, state: State, block: Block, isStart: boolean): boolean {
  const frame = top(state);
  if (isStart) settleControl(state);
  if (isStart && isMeeting(run, frame.graph, frame.block) && !checkpoint(run, state, block)) return false;
  if (runBlock(run, state, block)) endOfBlock(run, state, block.end);
  return run.wanted === undefined;
}

function tally(costs: Costs, name: string, before: number): void {
  const cost = costOf(costs, name);
  cost.work += current.work - before;
  cost.blocks++;
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
