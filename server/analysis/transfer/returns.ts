/** The end of a function, of a callback's round, or of the program: what was lost, what is still open. */
import type { At, Graph } from '../../../bpf/flow/graph.ts';
import { liveAfterCall } from '../compiler/live.ts';
import { dropCells, dropRefQuietly } from '../domain/cells.ts';
import { convert } from '../domain/numbers.ts';
import { type Frame, ownFrame, type Ref, refOf, type State, top } from '../domain/state.ts';
import { placeOf, push, WALK_LIMIT } from '../domain/trace.ts';
import { markPrecise, type Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { spend } from '../engine/exploration.ts';
import type { Run } from '../engine/explore.ts';
import { report } from '../engine/faults.ts';
import { anything } from '../kernel/fields.ts';
import { checkCallbackResult, checkProgramResult } from '../kernel/return-range.ts';
import type { Left } from '../summaries/shapes.ts';
import { nextRound } from './calls.ts';
import { setReg } from './step.ts';
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
  if (frame.result === undefined) return;
  const type = frame.graph.result;
  const result = returned ?? anything(type);
  setReg(state, frame.result, type.k === 'int' ? convert(state, result, type) : result, at);
}

/** A function explored alone: its caller may decide on what it returns and leaves, so no two of these are the same. */
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
  const key = `${RETURNED}${state.frames.length}`;
  if (cells) state.stack = new Map(state.stack).set(key, cells);
  return { ...value, obj: { ...value.obj, key } };
}

function forgetLocals(state: State, graph: Graph, depth: number): void {
  for (let i = 0; i < graph.locals.length; i++) dropCells(state, 'stack', `s${depth}:${i}`);
}

/** References that the function made and nobody can reach any more. */
function reportLost(cx: Context, state: State, frame: Frame, value: Value | undefined, at: At): void {
  let lost: Ref[] | undefined;
  for (const ref of state.refs.values()) {
    if (frame.refsAtEntry.has(ref.id)) continue;
    lost ??= [];
    lost.push(ref);
  }
  if (!lost) return;
  const held = reachable(state, value);
  for (const ref of lost) if (!held.has(ref.id)) leak(cx, state, frame.graph, at, ref, '');
}

function reachable(state: State, value: Value | undefined): Set<number> {
  const held = new Set<number>();
  const note = (v: Value | undefined) => {
    const ref = refOf(v);
    if (ref) held.add(ref);
  };
  note(value);
  for (const frame of state.frames) {
    const live = liveAfterCall(frame.graph, frame.block, frame.index);
    frame.regs.forEach((v, r) => {
      if (live.has(r)) note(v);
    });
  }
  for (const memory of [state.stack, state.cache])
    for (const cells of memory.values()) for (const cell of cells.values()) note(cell.value);
  return held;
}

/** One finding per acquisition, at the place where it was lost. */
export function leak(cx: Context, state: State, graph: Graph, at: At, ref: Ref, exit: string): void {
  reportLeak(cx, state, graph, at, ref, exit, lastOverwrite(state, ref.id));
  dropRefQuietly(state, ref.id);
}

function reportLeak(
  cx: Context,
  state: State,
  graph: Graph,
  at: At,
  ref: Ref,
  exit: string,
  lost: Lost | undefined,
): void {
  report(cx, state, {
    id: 'unreleased-reference',
    what: lost ? 'overwritten' : exit || 'lost',
    data: { struct: ref.struct, by: ref.by },
    graph: lost?.graph ?? graph,
    at: lost?.at ?? at,
    ref,
    key: `leak ${placeOf(ref.graph, ref.at)}`,
  });
}

interface Lost {
  readonly graph: Graph;
  readonly at: At;
}

/** The place where the last variable that held it got another value, unless it was put somewhere else meanwhile. */
function lastOverwrite(state: State, ref: number): Lost | undefined {
  return lastOverwrites(state, new Set([ref])).get(ref);
}

/** The same for several, in one walk. */
function lastOverwrites(state: State, refs: Set<number>): ReadonlyMap<number, Lost> {
  const lost = new Map<number, Lost>();
  for (let t = state.trace, n = 0; t && refs.size > 0 && n < WALK_LIMIT; t = t.before, n++) {
    spend(1);
    const { step } = t;
    if (step.kind !== 'overwrite' && step.kind !== 'stored') continue;
    if (refs.delete(step.ref) && step.kind === 'overwrite') lost.set(step.ref, t);
  }
  return lost;
}

export function endOfProgram(cx: Context, state: State, at: At, value: Value | undefined): void {
  const frame = top(state);
  const place = { graph: frame.graph, at };
  const returned = refOf(value);
  // Nothing calls it here: what it returns or leaves open may be its caller's business.
  const isHelper = cx.root.kind === 'unknown';
  const leaks = [...state.refs.values()].filter((ref) => !(isHelper && ref.id === returned));
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

/** What is still in force, in the order in which the verifier asks (kernel/bpf/verifier.c, check_resource_leak). */
export function openSection(state: State): { section: string; what: string } | undefined {
  const lock = state.locks.at(-1);
  if (lock) return { section: lock.kind === 'spin' ? 'bpf_spin_lock' : 'bpf_res_spin_lock', what: 'spin' };
  if (state.irqs.length > 0) return { section: 'bpf_local_irq_save', what: 'irq' };
  if (state.rcu > 0 && !state.saidNested) return { section: 'bpf_rcu_read_lock', what: 'rcu' };
  if (state.preempt > 0) return { section: 'bpf_preempt_disable', what: 'preempt' };
  return undefined;
}

function lockPlace(state: State, what: string): string {
  for (let t = state.trace; t; t = t.before)
    if (t.step.kind === 'lock' && t.step.what === what) return placeOf(t.graph, t.at);
  return '';
}
