/** Calls of kfuncs and helpers: may it be called here, are its arguments good, what does it change, what comes back. */

import { opRefusal } from '../../../bpf/kernel/functions/scx/operations.ts';
import { argAt, availableAt, flagsAt, programTypeAllows, returnsAt } from '../../../bpf/kernel/index.ts';
import { runsUnderLock } from '../../../bpf/kernel/locks.ts';
import type { KernelFunction } from '../../../bpf/kernel/types.ts';
import { dropRefQuietly, letGo } from '../domain/cells.ts';
import { setReg } from '../domain/registers.ts';
import { forgetLoads, refOf, type State, top } from '../domain/state.ts';
import { anything, type Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { report } from '../engine/faults.ts';
import type { Run } from '../engine/run.ts';
import type { CallInstr } from '../transfer/calls.ts';
import { checkArgument } from './arguments.ts';
import { afterPacketChange } from './dynptrs.ts';
import { effectOf } from './effects.ts';
import { holdIterator } from './open-coded-iterators.ts';
import { type KernelCall, place } from './refuse.ts';
import { resultOf } from './results.ts';

export function callKernel(
  run: Run,
  state: State,
  instr: CallInstr,
  fn: KernelFunction,
  args: readonly Value[],
): void {
  const c: KernelCall = { run, cx: run.cx, state, instr, fn, args };
  if (fn.proposedIn !== undefined && !availableAt(fn, c.cx.kernel)) {
    refuseProposal(c, fn.proposedIn);
    return anyResult(c);
  }
  if (fn.kind === 'kfunc' || fn.kind === 'helper') {
    if (!mayBeCalled(c)) {
      for (const arg of args) letGo(state, arg);
      return anyResult(c);
    }
    const refused = args.findIndex((_, i) => {
      const role = argAt(fn, i, c.cx.kernel);
      return role !== undefined && !checkArgument(c, i, role);
    });
    if (refused >= 0) return afterRefusal(c, refused);
  } else {
    if (MADE_BY_MACRO.has(fn.effect)) refuseUnderLock(c);
    const refused = args.findIndex((_, i) => {
      const role = argAt(fn, i, c.cx.kernel);
      return (role?.role === 'transfer' || role?.role === 'object') && !checkArgument(c, i, role);
    });
    if (refused >= 0) return afterRefusal(c, refused);
  }
  afterPacketChange(c);
  const done = effectOf(c);
  if (done || state.dead) return;
  if (fn.kind === 'kfunc' || fn.kind === 'helper') forgetLoads(state);
  setReg(state, instr.dst, resultOf(c, returnsAt(fn, c.cx.kernel)), instr.at);
}

/** One fault is one finding: what the refused call would have taken over or given is not followed. */
function afterRefusal(c: KernelCall, refused: number): void {
  for (let i = refused; i < c.args.length; i++) {
    const role = argAt(c.fn, i, c.cx.kernel);
    const takes = role?.role === 'transfer' || (role?.role === 'object' && role.trust === 'release');
    const ref = takes ? refOf(c.args[i]) : 0;
    if (ref) dropRefQuietly(c.state, ref);
  }
  if (c.fn.effect === 'iter-new') holdIterator(c);
  anyResult(c);
}

function anyResult(c: KernelCall): void {
  forgetLoads(c.state);
  if (c.instr.dst !== undefined) setReg(c.state, c.instr.dst, anything(c.instr.type.result), c.instr.at);
}

/** libbpf finds no such symbol (strong), or the verifier comes to a call of none (weak). */
function refuseProposal(c: KernelCall, year: number): void {
  const { cx, state, fn } = c;
  if (!state.assumed)
    report(cx, state, {
      id: 'kernel-version',
      what: 'proposed',
      data: { function: fn.name, isWeak: isWeakSymbol(cx, fn.name), year },
      ...place(c),
      subject: fn.name,
    });
  for (const arg of c.args) letGo(state, arg);
}

/** A call of a function that no kernel has, of a family of which all are known. */
export function callMissing(cx: Context, state: State, instr: CallInstr, name: string): void {
  if (state.assumed) return;
  report(cx, state, {
    id: 'kernel-version',
    what: 'never',
    data: { function: name, isWeak: isWeakSymbol(cx, name), kernel: cx.kernel },
    graph: top(state).graph,
    at: instr.at,
    subject: name,
  });
}

function isWeakSymbol(cx: Context, name: string): boolean {
  return cx.module.externs.get(name)?.attributes.some((one) => one === '__weak' || one === 'weak') === true;
}

function mayBeCalled(c: KernelCall): boolean {
  const { cx, state, fn } = c;
  if (fn.kind === 'kfunc' && fn.notCallable !== 'destructor' && !availableAt(fn, cx.kernel)) {
    // Behind a question of the kind "does this kernel have ...", asked in other words.
    if (state.assumed) return false;
    const isWeak = isWeakSymbol(cx, fn.name);
    const data = { function: fn.name, isWeak };
    const where = { ...place(c), subject: fn.name };
    if (fn.until)
      report(cx, state, { id: 'kernel-version', what: 'gone', data: { ...data, until: fn.until }, ...where });
    else {
      const since = fn.since ?? '';
      report(cx, state, { id: 'kernel-version', what: 'not-yet', data: { ...data, since }, ...where });
    }
    return false;
  }
  if (
    fn.notCallable === 'destructor' ||
    (cx.root.kind === 'program' && cx.root.type && !programTypeAllows(fn, cx.root.type, cx.kernel))
  ) {
    report(cx, state, {
      id: 'program-type',
      what: 'not-allowed',
      data: { function: fn.name, type: cx.root.type },
      ...place(c),
      subject: fn.name,
      // The program has the wrong type, once, however many kfuncs it calls.
      ...(fn.notCallable ? {} : { key: `program-type ${cx.root.name}` }),
    });
    return false;
  }
  const refused = cx.root.op ? opRefusal(fn.name, cx.root.table, cx.root.op, cx.kernel) : undefined;
  if (refused) {
    const data = { function: fn.name, op: cx.root.op };
    const where = { ...place(c), subject: fn.name };
    if (refused === 'cpu-only') report(cx, state, { id: 'program-type', what: 'cpu-only', data, ...where });
    else report(cx, state, { id: 'program-type', what: 'not-in-op', data, ...where });
    return false;
  }
  if (refuseUnderLock(c)) return true;
  if (fn.sleepable || flagsAt(fn, cx.kernel).includes('KF_SLEEPABLE')) checkSleep(c);
  return true;
}

/** Macros that are a call of a kfunc which no lock allows. */
const MADE_BY_MACRO: ReadonlySet<string> = new Set(['obj-new', 'obj-drop']);

function refuseUnderLock(c: KernelCall): boolean {
  const { cx, state, fn } = c;
  if (state.locks.length === 0 || runsUnderLock(fn)) return false;
  report(cx, state, {
    id: 'call-not-allowed-here',
    what: 'under-lock',
    data: { function: fn.name },
    ...place(c),
    subject: fn.name,
  });
  return true;
}

function checkSleep(c: KernelCall): void {
  const { cx, state, fn } = c;
  const what =
    state.rcu > 0
      ? 'sleeps-in-rcu'
      : state.preempt > 0
        ? 'sleeps-non-preemptible'
        : state.irqs.length > 0
          ? 'sleeps-irq-off'
          : cx.root.sleepable === false
            ? 'sleeps-in-program'
            : undefined;
  if (what === undefined) return;
  report(cx, state, {
    id: 'call-not-allowed-here',
    what,
    data: { function: fn.name, helper: fn.helperId ?? 0, kind: fn.kind },
    ...place(c),
    subject: fn.name,
  });
}
