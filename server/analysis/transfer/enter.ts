/** The program's own functions and callbacks, entered with the caller's state. */
import type { At, FunctionInfo } from '../../../bpf/flow/graph.ts';
import { isOutOfLine } from '../compiler/linkage.ts';
import { liveAfterCall } from '../compiler/live.ts';
import { loadsAfter } from '../compiler/out-of-line.ts';
import { letGo } from '../domain/cells.ts';
import { convert } from '../domain/numbers.ts';
import { forgetDead, setReg } from '../domain/registers.ts';
import { type Callback, forgetLoads, newFrame, type State, top } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { anything, freshId, passed, type Value } from '../domain/values.ts';
import { remember } from '../engine/checkpoints.ts';
import { later, type Run } from '../engine/run.ts';

/** The kernel allows 8 frames; inlined ones do not count there. */
const DEPTH = 24;

/**
 * Puts a frame for `fn` on top. `result`: register of the caller's frame for what it returns. Too deep, or called from
 * within itself: not entered, and what it was given is out of our hands.
 */
export function enter(
  run: Run,
  state: State,
  fn: FunctionInfo,
  args: readonly Value[],
  result: number | undefined,
  callback: Callback | undefined,
  at: At,
): void {
  const caller = top(state);
  if (
    state.frames.length >= DEPTH ||
    state.frames.some((f) => f.graph.name === fn.name && f.graph.path === fn.path)
  ) {
    for (const arg of args) letGo(state, arg);
    forgetLoads(state);
    if (result !== undefined) setReg(state, result, anything(fn.type.result), at);
    return;
  }
  run.cx.entered.functions.add(fn.name);
  const graph = fn.graph();
  if (graph.incomplete.length > 0) run.cx.incomplete.set(fn.name, graph.incomplete[0]!);
  state.trace = push(state.trace, caller.graph, at, { kind: 'enter', name: fn.name });
  const frame = newFrame(
    graph,
    `${caller.key}#${caller.block}.${caller.index}>${fn.name}`,
    state.refs,
    result,
    callback,
  );
  const isApart = callback === undefined && isOutOfLine(run.cx, graph);
  const isOwn = isApart || callback !== undefined;
  graph.params.forEach((param, i) => {
    const arg = args[i];
    const value =
      arg === undefined
        ? anything(param.type)
        : param.type.k === 'int'
          ? convert(state, arg, param.type)
          : arg;
    frame.regs[param.reg] =
      isApart && value.k === 'num' ? passed(value, param.type) : isOwn ? given(value) : value;
  });
  if (isApart) {
    frame.loads = loadsAfter(run.cx, state, fn, args);
    forgetLoads(state);
  }
  forgetDead(state, caller, liveAfterCall(caller.graph, caller.block, caller.index));
  state.frames.push(frame);
}

/** A pointer as a function sees it whose caller the compiler does not look at. */
function given(value: Value): Value {
  if (value.k !== 'ptr' || value.obj.o !== 'stack') return value;
  return { ...value, obj: { ...value.obj, asked: freshId() } };
}

/** A call that runs a callback any number of times: before the first round and after each one. */
export function nextRound(run: Run, state: State, callback: Callback): void {
  const frame = top(state);
  if (!rememberRound(run, state, `${frame.key}#cb${frame.block}.${frame.index}`)) {
    state.dead = true;
    return;
  }
  const over = later(run, state);
  callback.done(over);
  const fn = run.cx.module.functions.get(callback.name);
  if (!fn) {
    state.dead = true;
    return;
  }
  enter(run, state, fn, callback.again(state), undefined, callback, callback.at);
}

function rememberRound(run: Run, state: State, key: string): boolean {
  const frame = top(state);
  forgetDead(state, frame, liveAfterCall(frame.graph, frame.block, frame.index));
  return remember(run, state, key, 'callback');
}
