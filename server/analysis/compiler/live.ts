/** Which registers are read after a call returns: what a caller's frame still has to remember meanwhile. */

import { successors } from '../../../bpf/flow/finish.ts';
import type { Graph, Reg } from '../../../bpf/flow/graph.ts';
import { endReads, reads, writes } from '../../../bpf/flow/liveness.ts';

const cache = new WeakMap<Graph, Map<number, ReadonlySet<Reg>>>();

/** Registers live before instruction `index` of `block`. */
export function liveAfterCall(graph: Graph, block: number, index: number): ReadonlySet<Reg> {
  let places = cache.get(graph);
  if (!places) {
    places = new Map();
    cache.set(graph, places);
  }
  const key = block * 65536 + index;
  let live = places.get(key);
  if (!live) {
    live = compute(graph, block, index);
    places.set(key, live);
  }
  return live;
}

function compute(graph: Graph, index: number, from: number): ReadonlySet<Reg> {
  const block = graph.blocks[index]!;
  const live = new Set<Reg>();
  for (const next of successors(block.end)) for (const reg of graph.liveIn[next]!) live.add(reg);
  for (const reg of endReads(block.end)) if (reg >= 0) live.add(reg);
  for (let i = block.instrs.length - 1; i >= from; i--) {
    const instr = block.instrs[i]!;
    for (const reg of writes(instr)) live.delete(reg);
    for (const reg of reads(instr)) if (reg >= 0) live.add(reg);
  }
  return live;
}
