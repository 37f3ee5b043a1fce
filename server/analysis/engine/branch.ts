/** The end of a block: which branches are possible, and what each teaches. */
import type { Terminator } from '../../../bpf/flow/graph.ts';
import { noteNull } from '../compiler/known-null.ts';
import { asTested, binary, nullness, rangeOf, testedAs } from '../domain/numbers.ts';
import { truth } from '../domain/ranges.ts';
import { operand } from '../domain/registers.ts';
import { dropRef, type State, top } from '../domain/state.ts';
import { push, type Step } from '../domain/trace.ts';
import { constant, type Num, type Ptr, type Value } from '../domain/values.ts';
import { leave } from '../transfer/returns.ts';
import { useUninitialised } from '../transfer/uninitialised.ts';
import { noteAsBuilt } from './as-built.ts';
import { type Context, textAt } from './context.ts';
import { decidedBy, idleHere } from './control.ts';
import { leavesLoop } from './loop-exits.ts';
import { reportOtherTested } from './other-tested.ts';
import { assume } from './refinement.ts';
import { later, type Run } from './run.ts';

export function endOfBlock(run: Run, state: State, end: Terminator): void {
  const frame = top(state);
  if (end.op === 'branch') frame.eras = { block: frame.block, era: state.era, before: frame.eras };
  switch (end.op) {
    case 'goto':
      return jump(state, end.to);
    case 'branch':
      reportOtherTested(run.cx, state, end);
      return branch(run, state, end);
    case 'switch':
      return choose(run, state, end);
    case 'return':
      return goBack(run, state, end);
    case 'unreachable':
      state.dead = true;
  }
}

/**
 * A callback's caller does not see how its result was computed: a NULL test that is returned is a branch of the
 * callback's own, and what was tested is NULL or not in the rounds to come.
 */
function goBack(run: Run, state: State, end: Terminator & { op: 'return' }): void {
  const frame = top(state);
  const value = end.value === undefined ? undefined : operand(frame, end.value);
  const test = frame.callback && value ? openTest(state, value, true) : undefined;
  if (!test) return leave(run, state, value, end.at);
  const other = later(run, state);
  if (!decide(run.cx, other, test, false)) other.dead = true;
  if (decide(run.cx, state, test, true)) leave(run, state, value, end.at);
  else state.dead = true;
}

function jump(state: State, to: number): void {
  const frame = top(state);
  frame.block = to;
  frame.index = 0;
}

function branch(run: Run, state: State, end: Terminator & { op: 'branch' }): void {
  const frame = top(state);
  const cond = asTested(operand(frame, end.cond));
  if (cond.k === 'uninit') {
    const isPointer = end.cond >= 0 && frame.graph.regs[end.cond]?.type.k === 'ptr';
    if (isPointer) useUninitialised(run.cx, state, cond, end.at);
    state.dead = true;
    return;
  }
  const sure = settled(state, cond);
  const test = sure === undefined ? openTest(state, cond) : undefined;
  if (test) return split(run, state, test, end);
  if (sure !== undefined) return follow(run.cx, state, cond, sure, end);
  if (run.cx.side !== undefined && isAsked(run.cx, cond))
    return answer(run.cx, state, cond, run.cx.side, end);
  const other = later(run, state);
  const wasInitial = state.initial;
  const isOfLoop = leavesLoop(frame.graph, frame.block);
  const isNo = take(run.cx, other, cond, false, end);
  const isYes = take(run.cx, state, cond, true, end);
  if (isNo && isYes) {
    const pointer = cond.k === 'ptr';
    const isBuilt = wasInitial && state.initial !== other.initial;
    for (const [side, taken] of [
      [state, true],
      [other, false],
    ] as const)
      note(run.cx, side, end, {
        taken,
        pointer,
        against: wasInitial && !side.initial,
        built: isBuilt && side.initial,
      });
    if (cond.k === 'num' && cond.fuzzy && !isOfLoop) state.uncertain = other.uncertain = true;
    // The object file's own values first: a finding on their path is an error, on another a warning.
    if (!state.initial && other.initial) swap(run, state, other);
  }
  if (!isNo) other.dead = true;
  if (!isYes) state.dead = true;
}

/** The only way that a path goes on. */
function follow(
  cx: Context,
  state: State,
  cond: Value,
  sure: boolean,
  end: Terminator & { op: 'branch' },
): void {
  const idle = cond.k === 'num' ? idleHere(cx, state) : undefined;
  if (idle && cond.k === 'num') decidedBy(top(state), idle, cond);
  if (decide(cx, state, cond, sure, idle !== undefined)) jump(state, sure ? end.yes : end.no);
  else state.dead = true;
}

/** Does a constant that only the load knows decide? */
function isAsked(cx: Context, cond: Value): cond is Num {
  return cond.k === 'num' && cx.open.size > 0 && dependsOn(cond, cx.open);
}

/** Only one side is followed, if it is possible. */
function answer(
  cx: Context,
  state: State,
  cond: Value,
  side: boolean,
  end: Terminator & { op: 'branch' },
): void {
  if (!take(cx, state, cond, side, end) && !take(cx, state, cond, !side, end)) state.dead = true;
}

const COMBINED: ReadonlySet<string> = new Set(['and', 'or', 'xor', 'add']);

/**
 * A NULL test that is still open inside `!a | !b` or `!!a + !!b < 2`. BPF cannot put the outcome of a test into a
 * register without a jump, so each of them is a branch of its own.
 */
function openTest(state: State, cond: Value, isCombined = false, depth = 6): Num | undefined {
  if (cond.k !== 'num' || !cond.sym || depth === 0) return undefined;
  const { f, a, b } = cond.sym;
  if (a.k === 'ptr') return isCombined && truth(rangeOf(state, cond)) === undefined ? cond : undefined;
  const combines = isCombined || (COMBINED.has(f) && b?.k === 'num' && b.lo !== b.hi);
  return openTest(state, a, combines, depth - 1) ?? (b && openTest(state, b, combines, depth - 1));
}

/** Both outcomes of the test go on to the very same branch. */
function split(run: Run, state: State, test: Num, end: Terminator & { op: 'branch' }): void {
  const other = later(run, state);
  for (const [side, holds] of [
    [other, false],
    [state, true],
  ] as const) {
    if (decide(run.cx, side, test, holds)) branch(run, side, end);
    else side.dead = true;
  }
}

/** Outcome of a condition that this path has already decided: no other path needs to be kept. */
function settled(state: State, cond: Value): boolean | undefined {
  if (cond.k === 'num') return truth(rangeOf(state, cond));
  if (cond.k !== 'ptr') return undefined;
  const isNull = nullness(state, testedAs(state, cond));
  return isNull === undefined ? undefined : !isNull;
}

/** Continues with `other` now and with `state` later, by exchanging their contents. */
function swap(run: Run, state: State, other: State): void {
  if (run.pending[run.pending.length - 1] !== other) return;
  const kept = { ...state };
  Object.assign(state, other);
  Object.assign(other, kept);
}

function take(
  cx: Context,
  state: State,
  cond: Value,
  taken: boolean,
  end: Terminator & { op: 'branch' },
): boolean {
  if (!decide(cx, state, cond, taken)) return false;
  jump(state, taken ? end.yes : end.no);
  return true;
}

/** Assume a condition; false: impossible on this path. */
export function decide(cx: Context, state: State, cond: Value, taken: boolean, isIdle = false): boolean {
  const nulls = new Map<number, boolean>();
  if (!assume(state, cond, taken, { nulls, truths: new Map(), isIdle })) return false;
  for (const [nid, isNull] of nulls) {
    if (!isNull) continue;
    dropRef(state, nid);
    noteNull(state, nid);
  }
  if (cond.k === 'num') noteLoadTime(cx, state, cond, taken);
  return true;
}

/** Keeps track of whether the path is one that the object file's own load-time constants take. */
function noteLoadTime(cx: Context, state: State, cond: Num, taken: boolean): void {
  noteAsBuilt(cx, state, cond, taken);
  if (!state.assumed && isAsked(cx, cond)) state.assumed = true;
}

function dependsOn(num: Num, ids: ReadonlySet<number>, depth = 6): boolean {
  if (ids.has(num.id)) return true;
  const sym = num.sym;
  if (!sym || depth === 0) return false;
  return (
    (sym.a.k === 'num' && dependsOn(sym.a, ids, depth - 1)) ||
    (sym.b?.k === 'num' && dependsOn(sym.b, ids, depth - 1))
  );
}

function note(
  cx: Context,
  state: State,
  end: Terminator & { op: 'branch' },
  outcome: Omit<Step & { kind: 'branch' }, 'kind' | 'cond'>,
): void {
  const graph = top(state).graph;
  const cond = textAt(cx, graph, end.at);
  state.trace = push(state.trace, graph, end.at, { kind: 'branch', cond, ...outcome });
}

function choose(run: Run, state: State, end: Terminator & { op: 'switch' }): void {
  const value = operand(top(state), end.value);
  if (value.k === 'ptr') return chooseByNull(run, state, value, end);
  if (value.k !== 'num') {
    for (const to of new Set([...end.cases.map((c) => c.to), end.otherwise])) jump(later(run, state), to);
    state.dead = true;
    return;
  }
  const idle = idleHere(run.cx, state);
  const isIdle = idle !== undefined;
  if (idle) decidedBy(top(state), idle, value);
  for (const arm of end.cases) {
    const other = later(run, state);
    const low = binary(other, 'ge', value, constant(Number(arm.low)), end.type);
    const high = binary(other, 'le', value, constant(Number(arm.high)), end.type);
    const possible =
      arm.low === arm.high
        ? decide(run.cx, other, binary(other, 'eq', value, constant(Number(arm.low)), end.type), true, isIdle)
        : decide(run.cx, other, low, true, isIdle) && decide(run.cx, other, high, true, isIdle);
    if (!possible) {
      other.dead = true;
      continue;
    }
    const graph = top(other).graph;
    other.trace = push(other.trace, graph, end.at, { kind: 'case', label: `${arm.low}` });
    jump(other, arm.to);
  }
  for (const arm of end.cases) {
    if (arm.low !== arm.high) continue;
    if (
      !decide(run.cx, state, binary(state, 'eq', value, constant(Number(arm.low)), end.type), false, isIdle)
    ) {
      state.dead = true;
      return;
    }
  }
  if (truth(rangeOf(state, value)) === undefined || end.cases.length > 0) {
    state.trace = push(state.trace, top(state).graph, end.at, { kind: 'case', label: 'default' });
  }
  jump(state, end.otherwise);
}

/** `switch ((u64)p) { case 0: … }` is a test for NULL. */
function chooseByNull(run: Run, state: State, value: Ptr, end: Terminator & { op: 'switch' }): void {
  const zero = end.cases.find((c) => c.low <= 0n && c.high >= 0n);
  for (const arm of end.cases) {
    const other = later(run, state);
    if (arm === zero ? decide(run.cx, other, value, false) : decide(run.cx, other, value, true))
      jump(other, arm.to);
    else other.dead = true;
  }
  if (zero && !decide(run.cx, state, value, true)) state.dead = true;
  else jump(state, end.otherwise);
}
