/** Variables that are declared and then read, and written by nothing. */
import type { Graph, Instr, Operand, Reg } from './graph.ts';

type Writer = Extract<Instr, { readonly dst: unknown }>;

/** Where each register is written, in all of a graph. */
const writers = new WeakMap<Graph, ReadonlyMap<Reg, readonly Writer[]>>();

function writersIn(graph: Graph): ReadonlyMap<Reg, readonly Writer[]> {
  const known = writers.get(graph);
  if (known) return known;
  const found = new Map<Reg, Writer[]>();
  for (const { instrs } of graph.blocks)
    for (const instr of instrs) {
      if (!('dst' in instr) || typeof instr.dst !== 'number') continue;
      const before = found.get(instr.dst);
      if (before) before.push(instr as Writer);
      else found.set(instr.dst, [instr as Writer]);
    }
  writers.set(graph, found);
  return found;
}

const MOST_CASTS = 8;

/** Whether an operand is a local, cast or not, that only its declaration mentions before. */
export function isNeverSet(graph: Graph, operand: Operand | undefined): boolean {
  const all = writersIn(graph);
  let at = operand;
  for (let i = 0; i < MOST_CASTS && at !== undefined && at >= 0; i++) {
    const mine: readonly Writer[] = all.get(at) ?? [];
    if (mine.length > 0 && mine.every(({ op }) => op === 'undef'))
      return !graph.params.some(({ reg }) => reg === at) && !isWrittenElsewhere(graph, at);
    const [only] = mine;
    if (mine.length !== 1 || (only?.op !== 'cast' && only?.op !== 'move')) return false;
    at = only.a;
  }
  return false;
}

/** Assembly and loops write registers too. */
function isWrittenElsewhere(graph: Graph, reg: Reg): boolean {
  return graph.blocks.some(({ instrs }) =>
    instrs.some(
      (instr) =>
        (instr.op === 'havoc' && instr.dsts.includes(reg)) || (instr.op === 'iter_next' && instr.out === reg),
    ),
  );
}
