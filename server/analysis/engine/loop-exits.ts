/** Where loops that a program counts itself are left. */

import { dominates } from '../../../bpf/flow/dominators.ts';
import type { Graph } from '../../../bpf/flow/graph.ts';
import { successors } from '../../../bpf/flow/operands.ts';

const exits = new WeakMap<Graph, ReadonlySet<number>>();

/** Whether one leaves a loop from that block: how often it went round says nothing of what its numbers are worth. */
export function leavesLoop(graph: Graph, block: number): boolean {
  let leaving = exits.get(graph);
  if (!leaving) {
    leaving = loopExits(graph);
    exits.set(graph, leaving);
  }
  return leaving.has(block);
}

function loopExits(graph: Graph): ReadonlySet<number> {
  const before: number[][] = graph.blocks.map(() => []);
  for (const [i, { end }] of graph.blocks.entries()) for (const to of successors(end)) before[to]!.push(i);
  const found = new Set<number>();
  for (const [head, { loop }] of graph.blocks.entries()) {
    if (!loop || loop.kind === 'iter') continue;
    const body = new Set([head]);
    for (const from of before[head]!) if (dominates(graph, head, from)) body.add(from);
    for (const b of body) if (b !== head) for (const from of before[b]!) body.add(from);
    for (const b of body) if (successors(graph.blocks[b]!.end).some((to) => !body.has(to))) found.add(b);
  }
  return found;
}
