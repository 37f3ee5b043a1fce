/** Which functions a function leads to. */

import type { FunctionInfo, Graph } from './graph.ts';

const callees = new WeakMap<Graph, ReadonlySet<string>>();

/** Names of everything a function calls or hands over as a callback. */
export function calledBy(fn: FunctionInfo): ReadonlySet<string> {
  const graph = fn.graph();
  const known = callees.get(graph);
  if (known) return known;
  const names = new Set<string>();
  for (const block of graph.blocks) {
    for (const instr of block.instrs) {
      if (instr.op === 'call' && instr.callee) names.add(instr.callee);
      if (instr.op === 'addr' && instr.of.kind === 'function') names.add(instr.of.name);
    }
  }
  callees.set(graph, names);
  return names;
}
