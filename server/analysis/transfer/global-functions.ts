/** Global functions: verified independently by the kernel, so only the arguments are looked at (kernel/bpf/btf.c, btf_prepare_func_args). */

import { calledBy } from '../../../bpf/flow/call-graph.ts';
import type { FunctionInfo } from '../../../bpf/flow/graph.ts';
import { VOID_REFUSED_UNTIL } from '../../../bpf/kernel/changes.ts';
import type { Happened } from '../../../bpf/kernel/faults/index.ts';
import { compareVersions } from '../../../bpf/kernel/index.ts';
import { dropCells } from '../domain/cells.ts';
import { nullness } from '../domain/numbers.ts';
import { TRUE } from '../domain/ranges.ts';
import { setReg } from '../domain/registers.ts';
import { forgetLoads, learn, type State, top } from '../domain/state.ts';
import { placeOf } from '../domain/trace.ts';
import { effectiveTrust } from '../domain/trust.ts';
import { contentType, hasSlot, sizeOf } from '../domain/type-sizes.ts';
import { anything, unknown, type Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { report } from '../engine/faults.ts';
import type { Run } from '../engine/run.ts';
import { isMarked } from '../kernel/fields.ts';
import type { CallInstr } from './calls.ts';
import { originKey, slotIn } from './loads.ts';

export function callGlobal(
  run: Run,
  state: State,
  instr: CallInstr,
  fn: FunctionInfo,
  args: readonly Value[],
  isAlone: boolean,
): void {
  const cx = run.cx;
  if (state.initial) cx.reached.add(fn.name);
  if (isAlone) checkCall(cx, state, instr, fn, args);
  for (const arg of args)
    if (arg.k === 'ptr' && arg.obj.o === 'stack') dropCells(state, 'stack', arg.obj.key);
  forgetLoads(state);
  if (instr.dst !== undefined)
    setReg(
      state,
      instr.dst,
      fn.type.result.k === 'int' ? unknown(fn.type.result) : anything(fn.type.result),
      instr.at,
    );
}

function checkCall(
  cx: Context,
  state: State,
  instr: CallInstr,
  fn: FunctionInfo,
  args: readonly Value[],
): void {
  const place = { graph: top(state).graph, at: instr.at };
  if (state.locks.length > 0)
    report(cx, state, { id: 'call-not-allowed-here', what: 'global-under-lock', ...place, subject: fn.name });
  if (maySleep(cx, fn) && !mayWait(cx, state)) {
    report(cx, state, { id: 'call-not-allowed-here', what: 'global-may-sleep', ...place, subject: fn.name });
  }
  const what = refusedResult(cx, fn);
  if (what)
    report(cx, state, {
      id: 'subprogram-argument',
      what,
      data: { function: fn.name },
      ...place,
      subject: fn.name,
    });
  for (const [i, arg] of args.entries()) checkArgument(cx, state, instr, fn, arg, i);
}

function refusedResult(
  cx: Context,
  { type, params }: FunctionInfo,
): 'returns-pointer' | 'returns-nothing' | undefined {
  const { result } = type;
  if (result.k === 'void')
    return compareVersions(cx.kernel, VOID_REFUSED_UNTIL) < 0 ? 'returns-nothing' : undefined;
  const isRefused = result.k === 'ptr' && result.tag !== 'arena';
  return isRefused && !params.some((p) => p.tags.includes('__arg_arena')) ? 'returns-pointer' : undefined;
}

function mayWait(cx: Context, state: State): boolean {
  return state.rcu === 0 && state.preempt === 0 && state.irqs.length === 0 && cx.root.sleepable !== false;
}

function checkArgument(
  cx: Context,
  state: State,
  instr: CallInstr,
  fn: FunctionInfo,
  arg: Value,
  i: number,
): void {
  const param = fn.params[i];
  if (param?.type.k !== 'ptr') return;
  const frame = top(state);
  const data = { function: fn.name, arg: i };
  const found = (happened: Happened) =>
    report(cx, state, {
      ...happened,
      graph: frame.graph,
      at: instr.argAt[i] ?? instr.at,
      subject: param.name,
      nid: arg.k === 'ptr' ? arg.nid : 0,
      key: `sub ${placeOf(frame.graph, instr.at)} ${i}`,
    });
  const isTrusted = param.tags.includes('__arg_trusted');
  const isNullable = param.tags.includes('__arg_nullable');
  if (arg.k === 'num') {
    if (isTrusted && !isNullable && arg.lo === 0 && arg.hi === 0)
      found({ id: 'subprogram-argument', what: 'null-to-trusted', data });
    return;
  }
  if (arg.k !== 'ptr') return;
  if (arg.obj.o === 'value' || arg.obj.o === 'global') {
    const content = contentType(cx, arg);
    const size = sizeOf(param.type.to);
    if (
      content &&
      arg.off !== undefined &&
      size > 0 &&
      hasSlot(content) &&
      slotIn(content, arg.off, size) !== undefined
    )
      found({ id: 'kptr-slot', what: 'written-by-helper', data });
    return;
  }
  if (arg.obj.o !== 'kernel') return;
  const trust = effectiveTrust(state, arg.obj);
  if (trust === 'dead') return found({ id: 'use-after-release', what: 'argument', data });
  if (!isTrusted) {
    if (trust === 'unknown' || param.tags.length > 0) return;
    if (param.type.to.k !== 'struct' || !KERNEL_OBJECTS.has(param.type.to.name)) return;
    const { name: struct, size } = param.type.to;
    found({ id: 'subprogram-argument', what: 'untagged', data: { ...data, struct, size } });
    return;
  }
  if (!isNullable && nullness(state, arg.nid) === undefined) {
    report(cx, state, {
      id: 'possibly-null-argument',
      what: 'global',
      data,
      graph: frame.graph,
      at: instr.argAt[i] ?? instr.at,
      nid: arg.nid,
      subject: param.name,
      key: `null ${originKey(arg.nid, state)}`,
    });
    learn(state, arg.nid, TRUE);
  }
  if (trust === 'untrusted' && isMarked(arg.obj))
    found({
      id: arg.obj.from === 'marked' ? 'untrusted-pointer' : 'outside-rcu-section',
      what: 'global',
      data,
    });
}

/** Objects that an untagged parameter does not take. A struct cpumask is plain words: any memory of its size will do. */
const KERNEL_OBJECTS = new Set(['bpf_cpumask', 'task_struct', 'cgroup']);

const sleeping = new WeakMap<FunctionInfo, boolean>();

/** Does it, or a function it reaches, call something that may sleep? */
function maySleep(cx: Context, fn: FunctionInfo, seen: Set<string> = new Set()): boolean {
  const known = sleeping.get(fn);
  if (known !== undefined) return known;
  if (seen.has(fn.name) || seen.size > 500) return false;
  seen.add(fn.name);
  let sleeps = false;
  for (const name of calledBy(fn)) {
    const own = cx.module.functions.get(name);
    sleeps = own ? maySleep(cx, own, seen) : cx.lookup(name)?.sleepable === true;
    if (sleeps) break;
  }
  sleeping.set(fn, sleeps);
  return sleeps;
}
