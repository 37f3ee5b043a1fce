/**
 * Loads and stores through pointers into an arena. The verifier lets them be NULL: what is not mapped reads as 0, and what
 * is stored there is lost (arch/x86/net/bpf_jit_comp.c, ex_handler_bpf), but the compiler may go on with what was stored.
 */
import type { Graph, Instr, Reg } from '../../bpf/flow/graph.ts';
import { writes } from '../../bpf/flow/operands.ts';
import { words } from '../../bpf/words/faults.ts';
import { fail } from '../faults.ts';
import type { Step } from '../machine/frames.ts';
import { Ptr } from '../machine/values.ts';

type Access = Instr & { op: 'load' | 'store' };

/** The step, if its address is one; else what a page that is not there does. `slot`: where the address is. */
export function throughArena(graph: Graph, instr: Access, slot: number, step: Step): Step {
  if (!pointersOf(graph).has(instr.ptr as Reg)) return step;
  return (frame) => {
    if (frame.r[slot] instanceof Ptr || frame.r[slot] === undefined) step(frame);
    else if (instr.op === 'load') frame.r[instr.dst] = 0;
    else fail(frame, instr.at, 'not-emulated', words().storedOutsideArena);
  };
}

const known = new WeakMap<Graph, ReadonlySet<Reg>>();

/** Registers that are pointers into an arena, by their type or by what they are computed from. */
function pointersOf(graph: Graph): ReadonlySet<Reg> {
  const before = known.get(graph);
  if (before) return before;
  const found = new Set<Reg>();
  for (const [reg, { type }] of graph.regs.entries())
    if (type.k === 'ptr' && type.tag === 'arena') found.add(reg);
  for (let size = -1; found.size > 0 && size < found.size; ) {
    size = found.size;
    for (const { instrs } of graph.blocks)
      for (const instr of instrs)
        if ((instr.op === 'field' || instr.op === 'ptradd') && found.has(instr.base as Reg))
          for (const reg of writes(instr)) found.add(reg as Reg);
  }
  known.set(graph, found);
  return found;
}
