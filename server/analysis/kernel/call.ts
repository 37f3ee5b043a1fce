/** Calls of kfuncs and helpers: may it be called here, are its arguments good, what does it change, what comes back. */

import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import { argAt, availableAt, flagsAt, programTypeAllows, returnsAt } from '../../../bpf/kernel/index.ts';
import { runsUnderLock } from '../../../bpf/kernel/locks.ts';
import type { KernelFunction, Returns } from '../../../bpf/kernel/types.ts';
import { dropRefQuietly, letGo } from '../domain/cells.ts';
import { addRef, forgetLoads, type Ref, refOf, type State, top } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { standing } from '../domain/trust.ts';
import { hasSlot } from '../domain/type-sizes.ts';
import {
  between,
  freshId,
  type Kernel,
  kernelObject,
  type Provenance,
  type Ptr,
  pointer,
  unknown,
  type Value,
} from '../domain/values.ts';
import { type Context, inRcu, textAt } from '../engine/context.ts';
import type { Run } from '../engine/explore.ts';
import { report } from '../engine/faults.ts';
import type { CallInstr } from '../transfer/calls.ts';
import { setReg } from '../transfer/step.ts';
import { checkArgument } from './arguments.ts';
import { effectOf } from './effects.ts';
import { anything, maybeNull } from './fields.ts';

export interface KernelCall {
  readonly run: Run;
  readonly cx: Context;
  readonly state: State;
  readonly instr: CallInstr;
  readonly fn: KernelFunction;
  readonly args: readonly Value[];
}

export function callKernel(
  run: Run,
  state: State,
  instr: CallInstr,
  fn: KernelFunction,
  args: readonly Value[],
): void {
  const c: KernelCall = { run, cx: run.cx, state, instr, fn, args };
  if (fn.notCallable === 'never-merged') return anyResult(c);
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
      return role?.role === 'transfer' && !checkArgument(c, i, role);
    });
    if (refused >= 0) return afterRefusal(c, refused);
  }
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
  anyResult(c);
}

function anyResult(c: KernelCall): void {
  forgetLoads(c.state);
  if (c.instr.dst !== undefined) setReg(c.state, c.instr.dst, anything(c.instr.type.result), c.instr.at);
}

export function place(c: KernelCall): { graph: Ref['graph']; at: Ref['at'] } {
  return { graph: top(c.state).graph, at: c.instr.at };
}

function mayBeCalled(c: KernelCall): boolean {
  const { cx, state, fn } = c;
  if (fn.kind === 'kfunc' && fn.notCallable === undefined && !availableAt(fn, cx.kernel)) {
    // Behind a question of the kind "does this kernel have ...", asked in other words.
    if (state.assumed) return false;
    report(cx, state, {
      id: 'kernel-version',
      what: fn.until ? 'gone' : 'not-yet',
      data: {
        function: fn.name,
        since: fn.since ?? '',
        weak: cx.module.externs.get(fn.name)?.attributes.includes('__weak') ? 1 : 0,
        until: fn.until ?? '',
      },
      ...place(c),
      subject: fn.name,
    });
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
            : '';
  if (!what) return;
  report(cx, state, {
    id: 'call-not-allowed-here',
    what,
    data: { function: fn.name, helper: fn.helperId ?? 0, kind: fn.kind },
    ...place(c),
    subject: fn.name,
  });
}

function resultOf(c: KernelCall, returns: Returns): Value {
  const { cx, state, instr } = c;
  const type = instr.type.result;
  switch (returns.kind) {
    case 'scalar':
      return scalar(
        c,
        returns.min !== undefined && returns.max !== undefined
          ? between(returns.min, returns.max)
          : integer(type),
      );
    case 'reference':
      return reference(c, structOf(c, returns.struct), isNullable(c, returns), provenance(c.fn));
    case 'object': {
      const struct = structOf(c, returns.struct);
      if (!struct) return anything(type);
      const trust = returns.trust === 'rcu' && !inRcu(cx, state) ? 'untrusted' : returns.trust;
      const ptr = pointer(kernelObject(struct, trust, 'other', state.rcuGen));
      return returns.nullable ? originated(c, maybeNull(ptr)) : ptr;
    }
    case 'map-value':
      return mapValue(c, returns.nullable);
    case 'memory':
      return memory(c, returns);
    case 'argument':
      return c.args[returns.index] ?? anything(type);
    default:
      return anything(type);
  }
}

function scalar(c: KernelCall, value: Value): Value {
  if (value.k === 'num') c.cx.scalars.add(value.id);
  return value;
}

function isNullable(c: KernelCall, returns: Extract<Returns, { kind: 'reference' }>): boolean {
  if (!returns.sureIfOwned) return returns.nullable;
  const first = c.args[0];
  const isOwned = first?.k === 'ptr' && first.obj.o === 'kernel' && standing(c.state, first.obj) === 'owned';
  return returns.nullable && !isOwned;
}

function integer(type: CType): Value {
  return type.k === 'int' ? unknown(type) : unknown({ k: 'int', size: 8, signed: true });
}

/** '*': the struct that the result's C type, or argument 0, names. */
function structOf(c: KernelCall, struct: string): string {
  if (struct !== '*') return struct;
  const type = c.instr.type.result;
  if (type.k === 'ptr' && type.to.k === 'struct') return type.to.name;
  const first = c.args[0];
  return first?.k === 'ptr' && first.obj.o === 'kernel' ? first.obj.struct : '';
}

function provenance(fn: KernelFunction): Provenance {
  return fn.effect === 'mask-create' || fn.effect === 'obj-new'
    ? 'create'
    : fn.effect === 'mask-acquire'
      ? 'acquire'
      : 'lookup';
}

/** A new owned reference. Its nullness has the reference's own id: on the way where it is NULL there is none. */
export function reference(c: KernelCall, struct: string, nullable: boolean, from: Provenance): Ptr {
  const { state, instr, fn } = c;
  const graph = top(state).graph;
  const id = freshId();
  const obj: Kernel = {
    o: 'kernel',
    id,
    struct,
    trust: 'trusted',
    ref: id,
    rcuGen: state.rcuGen,
    key: `k${id}`,
    from,
  };
  addRef(state, { id, struct, by: fn.name, graph, at: instr.at });
  const name = instr.dst === undefined ? '' : (graph.regs[instr.dst]?.name ?? '');
  state.trace = push(state.trace, graph, instr.at, { kind: 'acquire', ref: id, by: fn.name, name });
  return nullable ? originated(c, pointer(obj, 0, id)) : pointer(obj);
}

/** Remembers where a pointer that may be NULL came from. */
export function originated(c: KernelCall, ptr: Ptr): Ptr {
  const graph = top(c.state).graph;
  c.state.trace = push(c.state.trace, graph, c.instr.at, {
    kind: 'origin',
    nid: ptr.nid,
    text: textAt(c.cx, graph, c.instr.at),
  });
  return ptr;
}

function isPlainMap(cx: Context, name: string): boolean {
  const value = cx.module.maps.get(name)?.value;
  return value !== undefined && !hasSlot(value);
}

export function mapValue(c: KernelCall, nullable: boolean): Value {
  const map = c.args[0];
  if (map?.k !== 'ptr' || map.obj.o !== 'global') return anything(c.instr.type.result);
  const id = freshId();
  const name = map.obj.name;
  const ptr = pointer({ o: 'value', map: name, id, key: `v:${name}:${id}`, plain: isPlainMap(c.cx, name) });
  return nullable ? originated(c, maybeNull(ptr)) : ptr;
}

function memory(c: KernelCall, returns: Returns & { kind: 'memory' }): Value {
  const { state, instr, fn } = c;
  const id = freshId();
  const size = returns.sizeArg === undefined ? returns.size : constantArg(c.args[returns.sizeArg]);
  const ref = returns.reference ? id : 0;
  const graph = top(state).graph;
  if (ref) {
    addRef(state, { id, struct: 'record', by: fn.name, graph, at: instr.at });
    state.trace = push(state.trace, graph, instr.at, {
      kind: 'acquire',
      ref: id,
      by: fn.name,
      name: instr.dst === undefined ? '' : (graph.regs[instr.dst]?.name ?? ''),
    });
  }
  const ptr = pointer({ o: 'mem', id, size, ref, key: `m${id}`, record: '', writable: true });
  if (!returns.nullable) return ptr;
  return originated(c, ref ? { ...ptr, nid: id } : maybeNull(ptr));
}

export function constantArg(value: Value | undefined): number | undefined {
  return value?.k === 'num' && value.lo === value.hi ? value.lo : undefined;
}
