/** Pointers that a test showed to be NULL, and what the compiler makes of an access where only that path leads. */

import { dominates } from '../../../bpf/flow/dominators.ts';
import type { Graph } from '../../../bpf/flow/graph.ts';
import { successors } from '../../../bpf/flow/operands.ts';
import { type Frame, type State, top } from '../domain/state.ts';
import { MASKS } from '../domain/type-sizes.ts';
import type { Ptr, Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { isBehindCall } from './linkage.ts';

/** The test that settled it: the last block of `frame` that both paths passed. */
export interface KnownNull {
  readonly nid: number;
  readonly frame: number;
  readonly block: number;
  readonly before: KnownNull | undefined;
}

export function noteNull(state: State, nid: number): void {
  const frame = top(state);
  state.nulls = { nid, frame: frame.id, block: frame.block, before: state.nulls };
}

/**
 * Reading or writing address 0 is undefined: clang ends the path there, and the verifier never sees it. It does so only
 * where the pointer is NULL on every path that leads here, not for a field behind the first, and not for a field of the
 * kernel's own structs, whose offset only the load decides (CO-RE). When nothing comes before the access, the test goes
 * with the path, and what it protected elsewhere is untested.
 */
export function isCutOff(cx: Context, state: State, ptr: Ptr): boolean {
  if (ptr.off !== 0 || isRelocated(cx, ptr.member)) return false;
  let known = state.nulls;
  while (known && known.nid !== ptr.nid) known = known.before;
  if (!known) return false;
  const at = state.frames.findIndex((frame) => frame.id === known.frame);
  // The function that asked has returned: whether the compiler sees through it is open.
  if (at < 0) return true;
  const isInline = state.frames.slice(at + 1).every((frame) => !isBehindCall(cx, frame));
  const frame = state.frames[at]!;
  if (!isInline || !oneEdgeLeads(frame.graph, known.block, frame.block)) return false;
  return !(isFirstOnItsPath(state, at, known.block) && isReadElsewhere(frame, known));
}

/** No call lies between the branch and here, which might never return. */
function isFirstOnItsPath(state: State, at: number, from: number): boolean {
  return state.frames.slice(at).every(({ graph, block, index }, i) => {
    const isStart = i === 0 ? successors(graph.blocks[from]!.end).includes(block) : block === 0;
    const before = graph.blocks[block]!.instrs.slice(0, index - 1);
    return isStart && before.every((instr) => instr.op !== 'call' && instr.op !== 'havoc');
  });
}

/** Does the other path of the test use the pointer? */
function isReadElsewhere({ graph, block, regs }: Frame, known: KnownNull): boolean {
  const others = successors(graph.blocks[known.block]!.end).filter((to) => to !== block);
  return others.some((to) => [...graph.liveIn[to]!].some((reg) => holds(regs[reg], known.nid)));
}

function holds(value: Value | undefined, nid: number): boolean {
  return value?.k === 'ptr' && value.nid === nid;
}

/** The constant NULL: what accesses it is cut off too. */
export function isLiteralNull(value: Value): boolean {
  return value.k === 'num' && value.lo === 0 && value.hi === 0;
}

/** The fields of the kernel's own structs. */
export function isRelocated(cx: Context, member: string): boolean {
  const record = member.slice(0, member.indexOf('.'));
  const type = cx.module.records.get(record);
  return MASKS.has(record) || ((type?.k === 'struct' || type?.k === 'union') && type.open);
}

/** Does every path from the start to `block` take one and the same edge of the branch at the end of `from`? */
function oneEdgeLeads(graph: Graph, from: number, block: number): boolean {
  return successors(graph.blocks[from]!.end).some(
    (to) => dominates(graph, to, block) && isOnlyEdgeInto(graph, to, from),
  );
}

function isOnlyEdgeInto(graph: Graph, to: number, from: number): boolean {
  return graph.blocks.every(
    ({ end }, i) => i === from || !successors(end).includes(to) || dominates(graph, to, i),
  );
}
