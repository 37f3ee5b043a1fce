/** The end of a function, of a callback's round, or of the program: what was lost, what is still open. */

import type { At, Graph } from '../../../bpf/flow/graph.ts';
import { dropCells } from '../domain/cells.ts';
import { convert } from '../domain/numbers.ts';
import { setReg } from '../domain/registers.ts';
import { type Frame, ownFrame, refOf, type State, top } from '../domain/state.ts';
import { lastLock, placeOf, push } from '../domain/trace.ts';
import { anything, markPrecise, type Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { report } from '../engine/faults.ts';
import type { Run } from '../engine/run.ts';
import { openSection } from '../engine/state-facts.ts';
import { checkCallbackResult, checkProgramResult } from '../kernel/return-range.ts';
import type { Left } from '../summaries/shapes.ts';
import { nextRound } from './enter.ts';
import { lastOverwrites, reportLeak, reportLost } from './leaks.ts';
import { RETURNED } from './stores.ts';

/** `return`: of a function, of a callback's round, or of the program. */
export function leave(run: Run, state: State, value: Value | undefined, at: At): void {
  const frame = top(state);
  if (state.frames.length === 1 && run.cx.exits) return recordExit(run.cx.exits, state, value);
  if (state.frames.length === 1) {
    endOfProgram(run.cx, state, at, value);
    state.dead = true;
    return;
  }
  const returned = keepAggregate(state, frame, value);
  state.frames.pop();
  if (frame.loads) state.cache = frame.loads;
  state.frames[state.frames.length - 1] = ownFrame(top(state));
  forgetLocals(state, frame.graph, state.frames.length + 1);
  reportLost(run.cx, state, frame, returned, at);
  state.trace = push(state.trace, frame.graph, at, { kind: 'leave', name: frame.graph.name });
  if (frame.callback) checkCallbackResult(run.cx, state, frame.graph, at, returned);
  if (frame.callback) return nextRound(run, state, frame.callback);
  const type = frame.graph.result;
  const result = returned ?? anything(type);
  if (frame.result !== undefined)
    setReg(state, frame.result, type.k === 'int' ? convert(state, result, type) : result, at);
}

/** Of an exploration for a summary: the caller may decide on what it returns and leaves, so no two are the same. */
function recordExit(exits: Left[], state: State, value: Value | undefined): void {
  markPrecise(value);
  for (const cells of state.stack.values()) for (const cell of cells.values()) markPrecise(cell.value);
  exits.push({ state, value });
  state.dead = true;
}

/** A struct that is returned by value outlives its frame until the caller has copied it. */
function keepAggregate(state: State, frame: Frame, value: Value | undefined): Value | undefined {
  const isRecord = frame.graph.result.k === 'struct' || frame.graph.result.k === 'union';
  if (!isRecord || value?.k !== 'ptr' || value.obj.o !== 'stack') return value;
  const cells = state.stack.get(value.obj.key);
  if (cells) state.stack = new Map(state.stack).set(RETURNED, cells);
  return { ...value, obj: { ...value.obj, key: RETURNED } };
}

function forgetLocals(state: State, graph: Graph, depth: number): void {
  for (let i = 0; i < graph.locals.length; i++) dropCells(state, 'stack', `s${depth}:${i}`);
}

function endOfProgram(cx: Context, state: State, at: At, value: Value | undefined): void {
  const frame = top(state);
  const place = { graph: frame.graph, at };
  const returned = refOf(value);
  // Nothing calls it here: what it returns or leaves open may be its caller's business.
  const isHelper = cx.root.kind === 'unknown';
  const isGiven = cx.root.type === 'struct_ops' && frame.graph.result.k === 'ptr';
  const leaks = [...state.refs.values()].filter((ref) => !((isHelper || isGiven) && ref.id === returned));
  const lost = lastOverwrites(state, new Set(leaks.map(({ id }) => id)));
  for (const ref of leaks)
    reportLeak(cx, state, frame.graph, at, ref, ref.id === returned ? 'returned' : 'exit', lost.get(ref.id));
  checkProgramResult(cx, state, frame.graph, at, value);
  const open = openSection(state);
  if (!open || isHelper) return;
  report(cx, state, {
    id: 'unbalanced-rcu-section',
    what: 'exit-locked',
    data: { section: open.section },
    ...place,
    key: `open ${open.what} ${lockPlace(state, open.what)}`,
  });
}

function lockPlace(state: State, what: string): string {
  const lock = lastLock(state.trace, what);
  return lock ? placeOf(lock.graph, lock.at) : '';
}
