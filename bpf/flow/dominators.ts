/** Which block every path to a block passes last (Cooper, Harvey, Kennedy: blocks come in reverse postorder). */

import type { Graph } from './graph.ts';
import { successors } from './operands.ts';

const known = new WeakMap<Graph, readonly number[]>();

/** Immediate dominator of each block; the entry's is itself. */
export function dominatorsOf(graph: Graph): readonly number[] {
  let found = known.get(graph);
  if (!found) {
    found = compute(graph);
    known.set(graph, found);
  }
  return found;
}

/** Does every path from the start to `block` pass `by`? */
export function dominates(graph: Graph, by: number, block: number): boolean {
  const idom = dominatorsOf(graph);
  // Blocks come in reverse postorder: a dominator never has the higher number.
  let at = block;
  while (at > by) at = idom[at]!;
  return at === by;
}

/** Real graphs settle in two or three rounds; hostile ones are cut off, which only loses precision. */
const MOST_ROUNDS = 20;

function compute(graph: Graph): number[] {
  const before: number[][] = graph.blocks.map(() => []);
  graph.blocks.forEach((block, i) => {
    for (const to of successors(block.end)) before[to]!.push(i);
  });
  const idom: number[] = graph.blocks.map(() => -1);
  idom[0] = 0;
  for (let round = 0, changed = true; changed && round < MOST_ROUNDS; round++) {
    changed = false;
    for (let b = 1; b < idom.length; b++) {
      const next = before[b]!.filter((p) => idom[p] !== -1).reduce(
        (a, p) => (a === -1 ? p : meet(idom, a, p)),
        -1,
      );
      if (next === -1 || idom[b] === next) continue;
      idom[b] = next;
      changed = true;
    }
  }
  return idom;
}

function meet(idom: readonly number[], a: number, b: number): number {
  while (a !== b) {
    while (a > b) a = idom[a]!;
    while (b > a) b = idom[b]!;
  }
  return a;
}
