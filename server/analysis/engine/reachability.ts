/** Which functions and blocks lead somewhere. */

import { calledBy } from '../../../bpf/flow/call-graph.ts';
import type { FunctionInfo, Graph, Module } from '../../../bpf/flow/graph.ts';
import { successors } from '../../../bpf/flow/operands.ts';

/** Functions on the paths from one to the other, both included; none if there is no path. */
export function functionsOnPaths(module: Module, from: string, to: string): ReadonlySet<string> {
  const callers = new Map<string, string[]>();
  const reached = new Set([from]);
  for (const name of reached) {
    const fn = module.functions.get(name);
    for (const callee of fn ? calledBy(fn) : []) {
      reached.add(callee);
      const list = callers.get(callee);
      if (list) list.push(name);
      else callers.set(callee, [name]);
    }
  }
  if (!reached.has(to)) return new Set();
  const found = new Set([to]);
  for (const callee of found) for (const caller of callers.get(callee) ?? []) found.add(caller);
  return found;
}

/** Blocks of a function with calls that lead to another. */
export function callsOnPaths(module: Module, from: FunctionInfo, to: FunctionInfo): readonly number[] {
  const onPath = functionsOnPaths(module, from.name, to.name);
  const blocks = from.graph().blocks;
  return [...blocks.keys()].filter((i) =>
    blocks[i]!.instrs.some(
      (instr) =>
        (instr.op === 'call' && (instr.callee === undefined || onPath.has(instr.callee))) ||
        (instr.op === 'addr' && instr.of.kind === 'function' && onPath.has(instr.of.name)),
    ),
  );
}

/** Blocks from which one comes to one of these, themselves included. */
export function leadingBlocks(graph: Graph, wanted: readonly number[]): ReadonlySet<number> {
  const before: number[][] = graph.blocks.map(() => []);
  for (const [i, { end }] of graph.blocks.entries()) for (const to of successors(end)) before[to]!.push(i);
  const found = new Set(wanted);
  for (const block of found) for (const from of before[block]!) found.add(from);
  return found;
}
