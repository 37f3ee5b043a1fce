/** One call of a kernel function: what effects and argument checks are given, and small words for both. */

import type { CType, FuncType } from '../../bpf/flow/ctypes/types.ts';
import type { At, Graph } from '../../bpf/flow/graph.ts';
import type { CallArgument } from '../../bpf/kernel/fault-record.ts';
import type { RunHappened } from '../../bpf/kernel/faults/index.ts';
import { availableAt } from '../../bpf/kernel/index.ts';
import type { KernelFunction } from '../../bpf/kernel/types.ts';
import { words } from '../../bpf/words/faults.ts';
import { because, sayReason } from '../../bpf/words/reasons.ts';
import { fail, note, refuseAt, type Tell } from '../faults.ts';
import { invoke } from '../machine/frames.ts';
import type { Code, Frame } from '../machine/machine.ts';
import { type BpfMap, mapOf } from '../machine/map-objects.ts';
import type { Obj } from '../machine/memory.ts';
import { type Event, Ptr, type Ref, TRUSTED, type Value } from '../machine/values.ts';
import { graphOf } from '../reach.ts';

/** A place in source that calls a function of the catalogue. */
export interface Call {
  readonly fn: KernelFunction;
  readonly graph: Graph;
  readonly at: At;
  readonly argAt: readonly At[];
  /** Registers of all arguments. */
  readonly slots: readonly number[];
  readonly type: FuncType;
}

/** What a function does; arguments that the call does not have are 0. */
export type Effect = (frame: Frame, call: Call, a: Value, b: Value, c: Value, d: Value, e: Value) => Value;

export function argumentsOf(frame: Frame, call: Call): Value[] {
  return call.slots.map((slot) => frame.r[slot] ?? 0);
}

/** Ends the run with a fault of this call. */
export function refuse(
  frame: Frame,
  call: Call,
  happened: RunHappened,
  tell: Tell,
  history: readonly Event[] = [],
): never {
  return refuseAt(frame, call.at, happened, tell, history);
}

/** What faults of argument `i` have to know of the call. */
export function callArgument({ fn }: Call, i: number): CallArgument {
  return { function: fn.name, kind: fn.kind, arg: i };
}

/** A new owned reference to an object. */
export function own(frame: Frame, call: Call, obj: Obj, struct: string): Ptr {
  const { m } = frame;
  const ref: Ref = { id: m.nextRef++, obj, struct, by: call.fn.name, live: true, history: [] };
  m.refs.set(ref.id, ref);
  note(ref, frame, call.at, words().givesReference(call.fn.name, struct));
  return new Ptr(obj, 0, ref, TRUSTED);
}

/** Ends the reference that a pointer carries; the checks of arguments have seen that there is one. */
export function disown(frame: Frame, call: Call, value: Value, how: string): void {
  const ref = value instanceof Ptr ? value.ref : undefined;
  if (!ref?.live) return;
  ref.live = false;
  frame.m.refs.delete(ref.id);
  note(ref, frame, call.at, how);
}

/** The function that a callback argument means. */
export function callbackOf(frame: Frame, call: Call, value: Value): Code {
  const name = value instanceof Ptr && value.obj.kind === 'function' ? value.obj.name : '';
  const info = frame.m.module.functions.get(name);
  if (!info) return fail(frame, call.at, 'unknown-function', words().noCallback(call.fn.name));
  const graph = graphOf(info);
  const why = graph ? graph.incomplete[0] : because('unreadText');
  if (!graph || why)
    return fail(frame, call.at, 'not-emulated', words().notUnderstood(name, sayReason(why!)));
  return frame.m.linkage.codeOf(graph);
}

export function callBack(frame: Frame, call: Call, code: Code, args: readonly Value[]): Value {
  return invoke(frame.m, code, args, frame, call.at);
}

/** What a callback may answer is 0, to go on, and 1, to stop. */
export function badAnswer(frame: Frame, call: Call, { graph }: Code, answer: Value): never {
  const isShort = graph.result.k === 'int' && graph.result.size <= 4;
  // The verifier prints the register, whose upper half is empty.
  const n = isShort && typeof answer === 'number' && answer < 0 ? answer + 2 ** 32 : Number(answer);
  return refuse(
    frame,
    call,
    { id: 'return-range', what: 'callback', data: { lo: n, hi: n, from: 0, to: 1 } },
    (refused) => words().callbackReturns(call.fn.name, String(answer), refused),
  );
}

/** The map in an argument. */
export function mapArgument(frame: Frame, call: Call, value: Value): BpfMap {
  return mapOf(value) ?? fail(frame, call.at, 'not-emulated', words().unknownMap(call.fn.name));
}

/** Whether the running kernel has a function. */
export function exists(frame: Frame, fn: KernelFunction | undefined): boolean {
  return fn !== undefined && availableAt(fn, frame.m.options.kernel);
}

/** The struct that a pointer type is to, or ''. */
export function structOf(type: CType): string {
  return type.k === 'ptr' && (type.to.k === 'struct' || type.to.k === 'union') ? type.to.name : '';
}
