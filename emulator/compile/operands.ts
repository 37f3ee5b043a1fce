/** Operands of instructions as places in a frame. */

import type { Graph, Instr, Operand } from '../../bpf/flow/graph.ts';
import { words } from '../../bpf/words/faults.ts';
import { words as processWords } from '../../bpf/words/process.ts';
import { fail, refuseAt } from '../faults.ts';
import type { Frame } from '../machine/machine.ts';

/** Index in a frame's registers: constants lie behind the graph's own. */
export function slotOf(graph: Graph, op: Operand): number {
  return op >= 0 ? op : graph.regs.length - 1 - op;
}

/** An integer without a value may be anything and is 0 here; a pointer without one is a fault. */
export function uninitialised(frame: Frame, at: Instr['at'], graph: Graph, op: Operand): never {
  const name = (op >= 0 ? graph.regs[op]?.name : undefined) ?? '';
  if (frame.m.process) fail(frame, at, 'crash', processWords().usedWithoutValue(name));
  return refuseAt(frame, at, { id: 'uninitialised-pointer', what: 'use' }, (refused) =>
    words().usedWithoutValue(name, refused),
  );
}
