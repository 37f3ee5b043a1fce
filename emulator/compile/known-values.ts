/** What a graph itself says of values: `(struct task_struct *)ctx[0]`, keys that are constants. */

import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { Graph, Instr, Operand } from '../../bpf/flow/graph.ts';

const writers = new WeakMap<Graph, ReadonlyMap<number, Instr | undefined>>();

/** The one instruction that writes each register; undefined when there are several. */
function writersOf(graph: Graph): ReadonlyMap<number, Instr | undefined> {
  const known = writers.get(graph);
  if (known) return known;
  const found = new Map<number, Instr | undefined>();
  for (const { instrs } of graph.blocks)
    for (const instr of instrs)
      if ('dst' in instr && typeof instr.dst === 'number')
        found.set(instr.dst, found.has(instr.dst) ? undefined : instr);
  writers.set(graph, found);
  return found;
}

/** The struct of the kernel that a number from the context is cast to; undefined for any other cast. */
export function rawArgument(graph: Graph, { a, from, to }: Instr & { op: 'cast' }): string | undefined {
  if (from.k !== 'int' || from.size !== 8 || to.k !== 'ptr' || to.to.k !== 'struct') return undefined;
  const [context] = graph.params;
  if (graph.params.length !== 1 || !context || !isNumbers(context.type)) return undefined;
  const load = writersOf(graph).get(a);
  return load?.op === 'load' && leadsTo(graph, load.ptr, context.reg) ? to.to.name : undefined;
}

const isNumbers = (type: CType): boolean =>
  type.k === 'ptr' &&
  ((type.to.k === 'int' && type.to.size === 8) ||
    (type.to.k === 'struct' && type.to.name === 'bpf_raw_tracepoint_args'));

const MOST_STEPS = 4;

function leadsTo(graph: Graph, from: Operand, reg: number): boolean {
  let at = from;
  for (let step = 0; step < MOST_STEPS && at !== reg; step++) {
    const writer = at >= 0 ? writersOf(graph).get(at) : undefined;
    if (writer?.op !== 'ptradd' && writer?.op !== 'field') return false;
    at = writer.base;
  }
  return at === reg;
}

const constants = new WeakMap<Graph, ReadonlySet<number>>();

/** Memory locals into which only constants are stored. */
function constantLocals(graph: Graph): ReadonlySet<number> {
  const known = constants.get(graph);
  if (known) return known;
  const found = new Set(graph.locals.keys());
  for (const { instrs } of graph.blocks)
    for (const instr of instrs) {
      if (instr.op !== 'store' || instr.value < 0) continue;
      const local = localAt(graph, instr.ptr);
      if (local !== undefined) found.delete(local);
    }
  constants.set(graph, found);
  return found;
}

function localAt(graph: Graph, at: Operand): number | undefined {
  const writer = at >= 0 ? writersOf(graph).get(at) : undefined;
  return writer?.op === 'addr' && writer.of.kind === 'local' ? writer.of.index : undefined;
}

/** Whether an argument is the address of a local that holds a constant, as the compiler and the verifier see it. */
export function isConstantKey(graph: Graph, argument: Operand): boolean {
  const local = localAt(graph, argument);
  return local !== undefined && constantLocals(graph).has(local);
}
