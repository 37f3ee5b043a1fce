/** Which blocks lie on a path from one block back to it: strongly connected components (Tarjan, 1972), in one pass. */

import type { Graph } from './graph.ts';
import { successors } from './operands.ts';

const known = new WeakMap<Graph, readonly ReadonlySet<number>[]>();

/** Blocks on some path from `block` back to it, itself included. Blocks of one cycle share the set. */
export function cycleOf(graph: Graph, block: number): ReadonlySet<number> {
  let found = known.get(graph);
  if (!found) {
    found = compute(graph);
    known.set(graph, found);
  }
  return found[block]!;
}

interface Visit {
  readonly block: number;
  readonly next: readonly number[];
  at: number;
}

/** With a list of its own for what is under way: graphs may be deeper than the stack. */
function compute(graph: Graph): ReadonlySet<number>[] {
  const cycles: ReadonlySet<number>[] = [];
  const order = new Map<number, number>();
  const low: number[] = [];
  const open: number[] = [];
  const visits: Visit[] = [];
  const enter = (block: number) => {
    low[block] = order.size;
    order.set(block, order.size);
    open.push(block);
    visits.push({ block, next: successors(graph.blocks[block]!.end), at: 0 });
  };
  const leave = (block: number) => {
    if (low[block] === order.get(block)) {
      const members = new Set(open.splice(open.lastIndexOf(block)));
      for (const member of members) cycles[member] = members;
    }
    const from = visits[visits.length - 1]?.block;
    if (from !== undefined) low[from] = Math.min(low[from]!, low[block]!);
  };
  for (let start = 0; start < graph.blocks.length; start++) {
    if (!order.has(start)) enter(start);
    for (let visit = visits[visits.length - 1]; visit; visit = visits[visits.length - 1]) {
      const to = visit.next[visit.at++];
      if (to === undefined) {
        visits.pop();
        leave(visit.block);
      } else if (!order.has(to)) enter(to);
      else if (!cycles[to]) low[visit.block] = Math.min(low[visit.block]!, order.get(to)!);
    }
  }
  return cycles;
}
