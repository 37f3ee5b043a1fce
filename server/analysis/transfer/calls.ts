/** Calls of the program's own functions: entered with the caller's state, or judged by their arguments alone. */
import type { At, FunctionInfo, Graph, Instr } from '../../../bpf/flow/graph.ts';
import { liveAfterCall } from '../compiler/live.ts';
import { loadsAfter } from '../compiler/out-of-line.ts';
import { letGo, mayWrite } from '../domain/cells.ts';
import { convert } from '../domain/numbers.ts';
import { type Callback, type Frame, forgetLoads, type Ref, type State, top } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { freshId, passed, unknown, type Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { forgetDead, later, type Run, remember } from '../engine/explore.ts';
import { report } from '../engine/faults.ts';
import { isQuiet } from '../engine/reference-neutral.ts';
import { callKernel } from '../kernel/call.ts';
import { anything } from '../kernel/fields.ts';
import { meet } from '../summaries/entered.ts';
import { leaveObjects, type Summary, summaryOf } from '../summaries/summary.ts';
import { callGlobal } from './global-functions.ts';
import { operand, setReg } from './step.ts';

/** The kernel allows 8 frames; inlined ones do not count there. */
const DEPTH = 24;

export type CallInstr = Instr & { op: 'call' };

export function call(run: Run, state: State, instr: CallInstr): void {
  const frame = top(state);
  const args = instr.args.map((arg) => argumentOf(frame, arg));
  const name =
    instr.callee ?? functionName(instr.target === undefined ? undefined : operand(frame, instr.target));
  if (args.some((arg) => arg.k === 'uninit')) return useOfUninitialised(run.cx, state, args, instr);
  const fn = name === undefined ? undefined : run.cx.module.functions.get(name);
  if (fn && run.cx.lookup(fn.name)?.kind !== 'library') {
    const linkage = linkageOf(fn);
    if (linkage !== 'entered') return callGlobal(run, state, instr, fn, args, linkage === 'alone');
    if (isQuiet(run.cx, fn)) return callQuiet(state, instr, args);
    const clean = summaryOf(run, state, fn, args);
    if (clean === 'wanted') return;
    if (clean) return callClean(run, state, instr, clean.summary, clean.objects);
    return enter(run, state, fn, args, instr.dst, undefined, instr.at);
  }
  const known = name === undefined ? undefined : run.cx.lookup(name);
  if (known) return callKernel(run, state, instr, known, args);
  callUnknown(state, instr, args);
}

/** A number without a value is just any number; a pointer without one is a fault. */
function argumentOf(frame: Frame, op: number): Value {
  const value = operand(frame, op);
  return value.k === 'uninit' && !isPointerReg(frame, op) ? anything(frame.graph.regs[op]!.type) : value;
}

function functionName(value: Value | undefined): string | undefined {
  return value?.k === 'ptr' && value.obj.o === 'func' ? value.obj.name : undefined;
}

function useOfUninitialised(cx: Context, state: State, args: readonly Value[], instr: CallInstr): void {
  const frame = top(state);
  const i = args.findIndex((arg) => arg.k === 'uninit');
  const value = args[i]!;
  if (value.k === 'uninit' && isPointerReg(frame, instr.args[i]!)) {
    report(cx, state, {
      id: 'uninitialised-pointer',
      what: 'argument',
      graph: frame.graph,
      at: instr.argAt[i] ?? instr.at,
      subject: value.name,
      key: `uninit ${frame.graph.path} ${frame.graph.name} ${value.name}`,
    });
  }
  state.dead = true;
}

function isPointerReg(frame: Frame, op: number): boolean {
  return op >= 0 && frame.graph.regs[op]?.type.k === 'ptr';
}

export type Linkage = 'entered' | 'alone' | 'perhaps';

const STATIC_IN_EFFECT = new Set(['__always_inline', 'always_inline', '__hidden', 'inline', '__inline']);

const NEVER_INLINED = new Set(['__noinline', 'noinline', '__weak', 'weak']);

/** Instructions up to which clang inlines a function that other files could call too. */
const INLINED_UP_TO = 100;

/**
 * How the kernel meets a function: with each caller, alone (a global function that stays one), or either, as the
 * compiler decides: then it is not entered, and nothing is said of its arguments.
 */
export function linkageOf(fn: FunctionInfo): Linkage {
  if (fn.isStatic || fn.attributes.some((a) => STATIC_IN_EFFECT.has(a))) return 'entered';
  if (fn.attributes.some((a) => NEVER_INLINED.has(a))) return 'alone';
  return instructionsOf(fn.graph()) <= INLINED_UP_TO ? 'entered' : 'perhaps';
}

/** Written to stay a function of its own: the compiler looks neither in nor out. */
export function isOutOfLine(cx: Context, graph: Graph): boolean {
  return cx.module.functions.get(graph.name)?.attributes.some((a) => NEVER_INLINED.has(a)) === true;
}

function instructionsOf(graph: Graph): number {
  return graph.blocks.reduce((sum, block) => sum + block.instrs.length + 1, 0);
}

/** What it computes is not followed; pointers that it was given stay what they are. */
function callQuiet(state: State, instr: CallInstr, args: readonly Value[]): void {
  for (const arg of args) mayWrite(state, arg);
  forgetLoads(state);
  const type = instr.type.result;
  if (instr.dst !== undefined)
    setReg(state, instr.dst, type.k === 'int' ? unknown(type) : anything(type), instr.at);
}

/** A function that needs no second look. */
function callClean(
  run: Run,
  state: State,
  instr: CallInstr,
  summary: Summary,
  objects: readonly string[],
): void {
  meet(run.cx.met, summary.alone);
  for (const name of summary.reached) run.cx.reached.add(name);
  for (const [name, reason] of summary.incomplete) run.cx.incomplete.set(name, reason);
  if (summary.closesSection) state.rcuGen = freshId();
  state.era += FAR;
  leaveObjects(state, summary, objects);
  forgetLoads(state);
  const result = summary.result(state);
  if (instr.dst === undefined) return;
  const type = instr.type.result;
  const value = result ?? anything(type);
  setReg(state, instr.dst, type.k === 'int' ? convert(state, value, type) : value, instr.at);
}

/** Operations between two equal tests beyond which they are two. */
const FAR = 8;

/** Nothing is known of the callee: what it was given is out of our hands. */
function callUnknown(state: State, instr: CallInstr, args: readonly Value[]): void {
  for (const arg of args) letGo(state, arg);
  forgetLoads(state);
  if (instr.dst !== undefined) setReg(state, instr.dst, anything(instr.type.result), instr.at);
}

export let frames = 0;

export function newFrame(
  graph: Graph,
  key: string,
  refs: ReadonlyMap<number, Ref>,
  result?: number,
  callback?: Callback,
): Frame {
  return {
    graph,
    id: ++frames,
    block: 0,
    index: 0,
    regs: [],
    result,
    iters: new Map(),
    eras: undefined,
    loads: undefined,
    callback,
    key,
    refsAtEntry: refs,
  };
}

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
  run.cx.met.entered.add(fn.name);
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
