/** Calls: of functions of the program, of the catalogue, of the compiler's builtins. */

import { isRecord } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { Graph, Instr } from '../../bpf/flow/graph.ts';
import { isMissingEverywhere } from '../../bpf/flow/missing-functions.ts';
import type { RunHappened } from '../../bpf/kernel/faults/index.ts';
import { opRefusal } from '../../bpf/kernel/functions/scx/operations.ts';
import { argAt, availableAt, flagsAt, lookupFunction, programTypeAllows } from '../../bpf/kernel/index.ts';
import { runsUnderLock } from '../../bpf/kernel/locks.ts';
import { isUntraced } from '../../bpf/kernel/program-types.ts';
import type { KernelFunction } from '../../bpf/kernel/types.ts';
import { words } from '../../bpf/words/faults.ts';
import { because, type Reason, sayReason } from '../../bpf/words/reasons.ts';
import { newObj } from '../budget.ts';
import { fail, failWithoutCall, refuseAt, type Tell } from '../faults.ts';
import { type Check, checkOf } from '../kernel/arguments.ts';
import type { Call } from '../kernel/call.ts';
import { effectOf } from '../kernel/effects/index.ts';
import { access } from '../machine/access.ts';
import { decide } from '../machine/decisions.ts';
import { enter, runFrame, type Step } from '../machine/frames.ts';
import type { Code, Frame, Linkage, Machine } from '../machine/machine.ts';
import { copyBytes } from '../machine/memory.ts';
import type { LibraryCall, LibraryEffect } from '../machine/user/process.ts';
import { Ptr, pointTo, type Value } from '../machine/values.ts';
import { graphOf } from '../reach.ts';
import { isWatched, traced } from '../trace.ts';
import { builtinOf } from './builtins.ts';
import { slotOf } from './operands.ts';

type CallInstr = Instr & { op: 'call' };

/** What a name means depends on the module and the kernel, so it is looked up once a run's linkage. */
export function compileCall(graph: Graph, instr: CallInstr): Step {
  const slots = instr.args.map((arg) => slotOf(graph, arg));
  if (instr.callee === undefined) return compileIndirect(graph, instr, slots);
  const name = instr.callee;
  let linkage: Linkage | undefined;
  let target: Step = () => undefined;
  return (frame) => {
    if (frame.m.linkage !== linkage) {
      linkage = frame.m.linkage;
      target = link(frame.m, graph, instr, slots, name);
    }
    target(frame);
  };
}

function compileIndirect(graph: Graph, instr: CallInstr, slots: readonly number[]): Step {
  const callee = slotOf(graph, instr.target!);
  const known = new Map<string, Step>();
  let linkage: Linkage | undefined;
  return (frame) => {
    if (frame.m.linkage !== linkage) {
      linkage = frame.m.linkage;
      known.clear();
    }
    const value = frame.r[callee];
    if (!(value instanceof Ptr) || value.obj.kind !== 'function')
      fail(frame, instr.at, 'unknown-function', words().noFunctionCalled);
    const { name } = value.obj;
    const target = known.get(name) ?? link(frame.m, graph, instr, slots, name);
    known.set(name, target);
    target(frame);
  };
}

/** What runs for a call of `name`. */
function link(m: Machine, graph: Graph, instr: CallInstr, slots: readonly number[], name: string): Step {
  const info = m.module.functions.get(name);
  const { library } = m.linkage;
  const fn = library ? undefined : lookupFunction(name);
  const isLibrary = fn?.kind === 'library' && fn.effect !== 'none';
  const dst = instr.dst ?? -1;
  if (info && !isLibrary) {
    const inner = graphOf(info);
    if (!inner) return notUnderstood(instr, name, because('unreadText'));
    if (inner.incomplete.length > 0) return notUnderstood(instr, name, inner.incomplete[0]!);
    const isApart = info.attributes.some((a) => APART.has(a)) && writesElsewhere(inner);
    const rest = info.type.variadic ? restOf(graph, instr, info.params.length) : undefined;
    return callCode(m.linkage.codeOf(inner), slots, dst, instr, isApart, rest);
  }
  const builtin = builtinOf(name);
  if (builtin) {
    return (frame) => {
      const result = builtin(
        { frame, at: instr.at, type: instr.type, name },
        slots.map((slot) => frame.r[slot] ?? 0),
      );
      if (dst >= 0) frame.r[dst] = result;
    };
  }
  if (library) return callLibrary(graph, instr, slots, library(name), name);
  if (fn) return callKernel(m, { fn, graph, at: instr.at, argAt: instr.argAt, slots, type: instr.type }, dst);
  if (isMissingEverywhere(m.module, name)) return callMissing(m, instr, name);
  return (frame) => fail(frame, instr.at, 'unknown-function', words().unknownFunction(name));
}

function callLibrary(
  graph: Graph,
  { dst = -1, type, at, argAt }: CallInstr,
  slots: readonly number[],
  effect: LibraryEffect | undefined,
  name: string,
): Step {
  if (!effect) return (frame) => failWithoutCall(frame, at, words().notEmulated(name));
  const call: LibraryCall = { name, graph, at, argAt, type };
  return (frame) => {
    const args = slots.map((slot) => frame.r[slot] ?? 0);
    const { trace } = frame.m.options;
    const result =
      trace !== undefined && isWatched(trace)
        ? traced(frame, call, args, dst, () => effect(frame, call, args))
        : effect(frame, call, args);
    if (dst >= 0) frame.r[dst] = result;
  };
}

function notUnderstood({ at }: CallInstr, name: string, reason: Reason): Step {
  return (frame) => fail(frame, at, 'not-emulated', words().notUnderstood(name, sayReason(reason)));
}

/** The compiler does not look into these, so memory is read again behind a call. */
const APART: ReadonlySet<string> = new Set(['__noinline', 'noinline', '__weak', 'weak']);

/** Whether a function writes memory that is not its own, or calls what might. */
function writesElsewhere(graph: Graph): boolean {
  const own = new Set<number>();
  for (const { instrs } of graph.blocks)
    for (const instr of instrs) {
      if (instr.op === 'addr' && instr.of.kind === 'local') own.add(instr.dst);
      if ((instr.op === 'field' || instr.op === 'ptradd') && own.has(instr.base)) own.add(instr.dst);
      if (instr.op === 'call' || instr.op === 'copy') return true;
      if ((instr.op === 'store' || instr.op === 'zero') && !own.has(instr.ptr)) return true;
    }
  return false;
}

function callCode(
  code: Code,
  slots: readonly number[],
  dst: number,
  { at }: CallInstr,
  isApart: boolean,
  rest: RestOf | undefined,
): Step {
  const { params } = code;
  const count = Math.min(params.length, slots.length);
  return (frame) => {
    if (isApart) frame.m.era++;
    const inner = enter(frame.m, code, frame, at);
    for (let i = 0; i < params.length; i++) inner.r[params[i]!] = i < count ? frame.r[slots[i]!] : undefined;
    inner.rest = rest?.(frame);
    const result = runFrame(frame.m, inner);
    if (dst >= 0) frame.r[dst] = result;
  };
}

type RestOf = (frame: Frame) => readonly Value[];

/** The values behind the named parameters; a record is copied, as the callee gets one of its own. */
function restOf(graph: Graph, { args, at }: CallInstr, named: number): RestOf {
  const rest = args.slice(named).map((arg) => {
    const slot = slotOf(graph, arg);
    const type = arg >= 0 ? graph.regs[arg]?.type : undefined;
    const size = type && isRecord(type) ? type.size : 0;
    return (frame: Frame): Value => {
      const value = frame.r[slot] ?? 0;
      if (size === 0) return value;
      const from = access(frame, at, value, size, false);
      const copy = newObj(frame.m, 'memory', '', size);
      copyBytes(copy, 0, from.obj, from.off, size);
      return pointTo(copy);
    };
  });
  return (frame) => rest.map((read) => read(frame));
}

const MOST_ARGUMENTS = 5;

function callKernel(m: Machine, call: Call, dst: number): Step {
  const { fn, slots } = call;
  const refusal = refusalOf(m, fn);
  if (refusal) return (frame) => refuseAt(frame, call.at, refusal.happened, refusal.tell);
  const effect = effectOf(fn);
  const checks = checksOf(m, fn, slots);
  const [s0 = -1, s1 = -1, s2 = -1, s3 = -1, s4 = -1] = slots;
  const isCalm = runsUnderLock(fn) || (fn.kind !== 'kfunc' && fn.kind !== 'helper');
  const sleeps = fn.sleepable === true || flagsAt(fn, m.options.kernel).includes('KF_SLEEPABLE');
  const needsRcu = flagsAt(fn, m.options.kernel).includes('KF_RCU_PROTECTED');
  const answers = answersOf(fn, call.type.result);
  const isTraced = fn.kind === 'kfunc' || fn.kind === 'helper';
  const told = { graph: call.graph, at: call.at, name: fn.name, type: call.type };
  const count = Math.min(MOST_ARGUMENTS, slots.length);
  return (frame) => {
    const { r } = frame;
    for (let i = 0; i < checks.length; i++) {
      const { slot, check } = checks[i]!;
      check(frame, call, r[slot]);
    }
    const run = frame.m;
    run.era++;
    if (run.lock !== undefined && !isCalm) underLock(frame, call);
    if (sleeps) mayNotSleep(frame, call);
    if (needsRcu && run.rcu === 0 && run.sleepable) outsideRcu(frame, call);
    const a = s0 < 0 ? 0 : (r[s0] ?? 0);
    const b = s1 < 0 ? 0 : (r[s1] ?? 0);
    const c = s2 < 0 ? 0 : (r[s2] ?? 0);
    const d = s3 < 0 ? 0 : (r[s3] ?? 0);
    const e = s4 < 0 ? 0 : (r[s4] ?? 0);
    const { trace } = run.options;
    const result: Value =
      trace !== undefined && isTraced && isWatched(trace)
        ? traced(frame, told, [a, b, c, d, e].slice(0, count), dst, () => effect(frame, call, a, b, c, d, e))
        : effect(frame, call, a, b, c, d, e);
    if (dst < 0) return;
    r[dst] = answers !== undefined && run.options.decide ? otherAnswer(frame, call, result, answers) : result;
  };
}

/** A CPU or an amount that no program expects. */
const LARGE = 0x7fffffff;

/** Questions about masks whose answer an exploration varies: the masks of the kernel are not known. */
function answersOf({ kind, name }: KernelFunction, type: CType): readonly number[] | undefined {
  if (kind !== 'kfunc' || type.k !== 'int' || !/^(bpf_cpumask|scx_bpf)_/.test(name)) return undefined;
  return type.bool ? [0, 1] : [0, 1, LARGE];
}

function otherAnswer(frame: Frame, call: Call, result: Value, answers: readonly number[]): Value {
  const others = answers.filter((answer) => answer !== result);
  const pick = decide(frame.m, 'result', others.length + 1, { graph: call.graph, at: call.at });
  return pick === 0 ? result : others[pick - 1]!;
}

function checksOf(
  m: Machine,
  fn: KernelFunction,
  slots: readonly number[],
): { slot: number; check: Check }[] {
  if (fn.kind === 'macro' && fn.effect !== 'obj-drop') return [];
  return slots.flatMap((slot, i) => {
    const role = argAt(fn, i, m.options.kernel);
    const check = role && checkOf(role, i);
    return check ? [{ slot, check }] : [];
  });
}

/** Why this program on this kernel may not call it at all. */
function refusalOf(m: Machine, fn: KernelFunction): { happened: RunHappened; tell: Tell } | undefined {
  const { type } = m.program;
  if (fn.helperId !== undefined && type !== '' && isUntraced(fn.name, m.program)) {
    const data = { function: fn.name, type, helperId: fn.helperId };
    return {
      happened: { id: 'program-type', what: 'untraced', data },
      tell: (refused) => words().notForProgram(fn.name, type, refused),
    };
  }
  if (fn.kind !== 'kfunc') return undefined;
  const { kernel } = m.options;
  if (fn.notCallable !== 'destructor' && !availableAt(fn, kernel))
    return {
      happened: missing(m, fn),
      tell: () => words().notInKernel(kernel, fn.name),
    };
  if (fn.notCallable === 'destructor' || (m.program.type && !programTypeAllows(fn, m.program.type, kernel)))
    return {
      happened: {
        id: 'program-type',
        what: 'not-allowed',
        data: { function: fn.name, type: m.program.type ?? '' },
      },
      tell: (refused) => words().notForProgram(fn.name, m.program.type, refused),
    };
  const { op, table } = m.linkage;
  const what = op ? opRefusal(fn.name, table, op, kernel) : undefined;
  if (what)
    return {
      happened: { id: 'program-type', what, data: { function: fn.name, op } },
      tell: (refused) => words().notForOperation(fn.name, op, refused),
    };
  return undefined;
}

function missing(m: Machine, fn: KernelFunction): RunHappened {
  const data = { function: fn.name, isWeak: isWeak(m, fn.name) };
  if (fn.proposedIn !== undefined)
    return { id: 'kernel-version', what: 'proposed', data: { ...data, year: fn.proposedIn } };
  return fn.until
    ? { id: 'kernel-version', what: 'gone', data: { ...data, until: fn.until } }
    : { id: 'kernel-version', what: 'not-yet', data: { ...data, since: fn.since ?? '' } };
}

function isWeak({ module }: Machine, name: string): boolean {
  return module.externs.get(name)?.attributes.some((one) => one === '__weak' || one === 'weak') === true;
}

/** A name of a family of which every function is known, and none of them. */
function callMissing(m: Machine, { at }: CallInstr, name: string): Step {
  const { kernel } = m.options;
  const data = { function: name, isWeak: isWeak(m, name), kernel };
  return (frame) =>
    refuseAt(frame, at, { id: 'kernel-version', what: 'never', data }, () =>
      words().notInKernel(kernel, name),
    );
}

function underLock(frame: Frame, call: Call): never {
  const site = frame.m.lock!.site;
  return refuseAt(
    frame,
    call.at,
    { id: 'call-not-allowed-here', what: 'under-lock', data: { function: call.fn.name } },
    (refused) => words().underLock(call.fn.name, refused),
    [{ ...site, message: words().lockTaken }],
  );
}

function mayNotSleep(frame: Frame, call: Call): void {
  const { m } = frame;
  const canSleep = m.sleepable || m.options.world?.isPart === true;
  if (canSleep && m.rcu === 0 && m.preempt === 0 && m.irq === 0) return;
  const what = whereNot(m);
  const { name, kind: of, helperId: helper = 0 } = call.fn;
  refuseAt(
    frame,
    call.at,
    { id: 'call-not-allowed-here', what, data: { function: name, kind: of, helper } },
    (refused) => words().maySleep(name, words().sleepsIn[what], refused),
    m.rcu > 0 && m.rcuAt ? [{ ...m.rcuAt, message: words().sectionStarts }] : [],
  );
}

function whereNot(m: Machine) {
  if (m.rcu > 0) return 'sleeps-in-rcu';
  if (m.preempt > 0) return 'sleeps-non-preemptible';
  if (m.irq > 0) return 'sleeps-irq-off';
  return 'sleeps-in-program';
}

function outsideRcu(frame: Frame, call: Call): never {
  return refuseAt(
    frame,
    call.at,
    { id: 'outside-rcu-section', what: 'iterator', data: { function: call.fn.name } },
    (refused) => words().needsSection(call.fn.name, refused),
  );
}
