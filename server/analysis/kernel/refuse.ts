/** A call of a kernel function under examination, and the refusal of one of its arguments. */

import type { CallArgument, None } from '../../../bpf/kernel/fault-record.ts';
import type { DataOf, KindOf, RuleId } from '../../../bpf/kernel/faults/index.ts';
import type { KernelFunction } from '../../../bpf/kernel/types.ts';
import { forgetCopies } from '../domain/cells.ts';
import { nullness } from '../domain/numbers.ts';
import { type Ref, refOf, type State, top } from '../domain/state.ts';
import type { Ptr, Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { argumentAt, argumentNamed, type Found, report } from '../engine/faults.ts';
import type { Run } from '../engine/run.ts';
import type { CallInstr } from '../transfer/calls.ts';

/** A call of a kfunc, helper or macro, with the state it is made in. */
export interface KernelCall {
  readonly run: Run;
  readonly cx: Context;
  readonly state: State;
  readonly instr: CallInstr;
  readonly fn: KernelFunction;
  readonly args: readonly Value[];
}

/** Where the call stands. */
export function place(c: KernelCall): { graph: Ref['graph']; at: Ref['at'] } {
  return { graph: top(c.state).graph, at: c.instr.at };
}

/** The number that an argument certainly is. */
export function constantArg(value: Value | undefined): number | undefined {
  return value?.k === 'num' && value.lo === value.hi ? value.lo : undefined;
}

/** What a call says of itself: the rest of a fault's data is given, and of another argument which. */
type Given<D> = Omit<D, keyof CallArgument> & Partial<Pick<D, 'arg' & keyof D>>;
type Rest<D> = None extends Given<D> ? [data?: Given<D>, key?: string] : [data: Given<D>, key?: string];

/** Reports a fault of argument `i`. */
export function refuse<Id extends RuleId, K extends KindOf<Id>>(
  c: KernelCall,
  i: number,
  id: Id,
  what: K,
  ...[data, key]: Rest<DataOf<Id, K>>
): false {
  const graph = top(c.state).graph;
  const value = c.args[i];
  report(c.cx, c.state, {
    id,
    what,
    data: { function: c.fn.name, kind: c.fn.kind, arg: i, ...data },
    graph,
    at: c.instr.at,
    shown: OF_THE_CALL.has(what) ? c.instr.at : argumentAt(c.instr, argumentNamed(data) ?? i),
    subject: subjectOf(c, i),
    refId: refOf(value),
    nid: value?.k === 'ptr' ? value.nid : 0,
    ...(key === undefined ? {} : { key }),
  } as Found);
  if (id === 'use-after-release') forgetCopies(c.state, refOf(value));
  return false;
}

/** Kinds that are about the call, whatever is passed. */
const OF_THE_CALL: ReadonlySet<string> = new Set(['iterator']);

function subjectOf(c: KernelCall, i: number): string {
  const at = c.instr.argAt[i];
  const graph = top(c.state).graph;
  return at ? (c.cx.sources(graph.path)?.slice(graph.start + at.start, graph.start + at.end) ?? '') : '';
}

/** Does it point to something that this path released? */
export function isDead(state: State, ptr: Ptr): boolean {
  const obj = ptr.obj;
  return (
    (obj.o === 'kernel' || obj.o === 'mem') &&
    obj.ref !== 0 &&
    !state.refs.has(obj.ref) &&
    !state.lent.has(obj.ref) &&
    !state.live.has(obj.ref) &&
    nullness(state, ptr.nid) !== true
  );
}
