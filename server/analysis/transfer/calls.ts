/** Calls of the program's own functions: entered with the caller's state, or judged by their arguments alone. */
import type { Instr } from '../../../bpf/flow/graph.ts';
import { isMissingEverywhere } from '../../../bpf/flow/missing-functions.ts';
import { isNeverSet } from '../../../bpf/flow/never-set.ts';
import { linkageOf } from '../compiler/linkage.ts';
import { letGo, mayWrite } from '../domain/cells.ts';
import { convert } from '../domain/numbers.ts';
import { operand, setReg } from '../domain/registers.ts';
import { type Frame, forgetLoads, type State, top } from '../domain/state.ts';
import { anything, freshId, unknown, type Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { report } from '../engine/faults.ts';
import { isQuiet } from '../engine/reference-neutral.ts';
import type { Run } from '../engine/run.ts';
import { callKernel, callMissing } from '../kernel/call.ts';
import { changesPacket, forgetPacket } from '../kernel/dynptrs.ts';
import { noteSummary } from '../summaries/entered.ts';
import { leaveObjects, type Summary, summaryOf } from '../summaries/summary.ts';
import { callLibrary } from '../user/library.ts';
import { handOut } from '../user/memory.ts';
import { mayDecide } from '../user/relevant.ts';
import { enter } from './enter.ts';
import { callGlobal } from './global-functions.ts';

export type CallInstr = Instr & { op: 'call' };

export function call(run: Run, state: State, instr: CallInstr): void {
  const frame = top(state);
  const args = instr.args.map((arg) => argumentOf(frame, arg));
  const name =
    instr.callee ?? functionName(instr.target === undefined ? undefined : operand(frame, instr.target));
  if (args.some((arg) => arg.k === 'uninit')) return useOfUninitialised(run.cx, state, args, instr, name);
  const fn = name === undefined ? undefined : run.cx.module.functions.get(name);
  if (fn && run.cx.lookup(fn.name)?.kind !== 'library') {
    if (run.cx.user && !mayDecide(run.cx.module, fn)) return callUnknown(run.cx, state, instr, args);
    const linkage = run.cx.user ? 'entered' : linkageOf(fn);
    if (linkage !== 'entered') return callGlobal(run, state, instr, fn, args, linkage === 'independent');
    // In user space it is numbers that count.
    if (!run.cx.user && isQuiet(run.cx, fn)) return callQuiet(state, instr, args);
    const clean = summaryOf(run, state, fn, args);
    if (clean === 'wanted') return;
    if (clean) return callClean(run, state, instr, clean.summary, clean.objects);
    return enter(run, state, fn, args, instr.dst, undefined, instr.at);
  }
  const known = name === undefined ? undefined : run.cx.lookup(name);
  if (known) return callKernel(run, state, instr, known, args);
  if (callLibrary(run, state, instr, args)) return;
  if (name !== undefined && isMissingEverywhere(run.cx.module, name)) callMissing(run.cx, state, instr, name);
  if (name !== undefined && changesPacket(name)) forgetPacket(state);
  callUnknown(run.cx, state, instr, args);
}

/** A number without a value is just any number; a pointer without one is a fault. */
function argumentOf(frame: Frame, op: number): Value {
  const value = operand(frame, op);
  return value.k === 'uninit' && !isPointerReg(frame, op) ? anything(frame.graph.regs[op]!.type) : value;
}

function functionName(value: Value | undefined): string | undefined {
  return value?.k === 'ptr' && value.obj.o === 'func' ? value.obj.name : undefined;
}

function useOfUninitialised(
  cx: Context,
  state: State,
  args: readonly Value[],
  instr: CallInstr,
  name: string | undefined,
): void {
  const frame = top(state);
  const i = args.findIndex((arg) => arg.k === 'uninit');
  const value = args[i]!;
  if (value.k === 'uninit' && isPointerReg(frame, instr.args[i]!)) {
    const isKernels =
      name !== undefined && !cx.module.functions.has(name) && cx.lookup(name)?.kind === 'kfunc';
    const isNever = isKernels && isNeverSet(frame.graph, instr.args[i]);
    report(cx, state, {
      id: isNever ? 'never-set-pointer' : 'uninitialised-pointer',
      what: 'argument',
      data: { arg: i },
      graph: frame.graph,
      at: instr.argAt[i] ?? instr.at,
      subject: value.name,
      key: `uninit ${frame.graph.name} ${value.name}`,
    });
  }
  state.dead = true;
}

function isPointerReg(frame: Frame, op: number): boolean {
  return op >= 0 && frame.graph.regs[op]?.type.k === 'ptr';
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
  noteSummary(run.cx.entered, summary.madeBy);
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
function callUnknown({ user }: Context, state: State, instr: CallInstr, args: readonly Value[]): void {
  if (user) handOut(state, args, instr.type);
  else for (const arg of args) letGo(state, arg);
  forgetLoads(state);
  if (instr.dst !== undefined) setReg(state, instr.dst, anything(instr.type.result), instr.at);
}
