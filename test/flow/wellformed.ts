/** What must hold in every graph, whatever the source was. */

import type { Graph, Instr } from '../../bpf/flow/graph.ts';
import { endReads, reads, successors, writes } from '../../bpf/flow/operands.ts';

/** Facts at a point: registers that have a value (or are declared), open iterators, living locals. */
interface Facts {
  readonly regs: Set<number>;
  readonly iters: Set<number>;
  readonly locals: Set<number>;
}

function copyOf(facts: Facts): Facts {
  return { regs: new Set(facts.regs), iters: new Set(facts.iters), locals: new Set(facts.locals) };
}

const same = (a: Set<number>, b: Set<number>): boolean =>
  a.size === b.size && [...a].every((item) => b.has(item));

function step(graph: Graph, facts: Facts, instr: Instr, complain: (text: string) => void): void {
  for (const operand of reads(instr)) {
    if (operand >= 0 && !facts.regs.has(operand)) complain(`%${operand} is read before it is written`);
    if (operand < 0 && !graph.consts[-1 - operand]) complain(`constant ${operand} does not exist`);
  }
  for (const reg of writes(instr)) {
    if (!graph.regs[reg]) complain(`register ${reg} does not exist`);
    facts.regs.add(reg);
  }
  if (instr.op === 'iter_new') facts.iters.add(instr.dst);
  if (instr.op === 'iter_next' && !facts.iters.has(instr.iter)) complain('an iterator that is not open');
  if (instr.op === 'iter_destroy' && !facts.iters.delete(instr.iter)) complain('an iterator destroyed twice');
  if (instr.op === 'addr' && instr.of.kind === 'local' && !facts.locals.has(instr.of.index)) {
    complain(`local ${instr.of.index} is used outside of its life`);
  }
  if (instr.op !== 'scope') return;
  if (instr.live) facts.locals.add(instr.local);
  else facts.locals.delete(instr.local);
}

/** Complaints about a graph; none for a good one. */
export function complaints(graph: Graph): string[] {
  const found = new Set<string>();
  const entry: (Facts | undefined)[] = [];
  entry[0] = { regs: new Set(graph.params.map((param) => param.reg)), iters: new Set(), locals: new Set() };
  // Reverse postorder: all predecessors but those of back edges come first.
  for (const [i, block] of graph.blocks.entries()) {
    const complain = (text: string): void => void found.add(`${graph.name} b${i}: ${text}`);
    const facts = entry[i];
    if (!facts) {
      complain('unreachable');
      continue;
    }
    const now = copyOf(facts);
    for (const instr of block.instrs) step(graph, now, instr, complain);
    for (const operand of endReads(block.end)) {
      if (operand >= 0 && !now.regs.has(operand)) complain(`%${operand} is read before it is written`);
    }
    if (block.end.op === 'return' && now.iters.size > 0) complain('an iterator is not destroyed');
    for (const next of successors(block.end)) {
      if (!graph.blocks[next]) complain(`block ${next} does not exist`);
      if (next <= i && !graph.blocks[next]?.loop) complain(`b${next} is no loop head`);
      const there = entry[next];
      if (!there) {
        entry[next] = copyOf(now);
        continue;
      }
      if (!same(there.iters, now.iters)) complain(`iterators differ at b${next}`);
      if (!same(there.locals, now.locals)) complain(`living locals differ at b${next}`);
      if (next > i) for (const reg of there.regs) if (!now.regs.has(reg)) there.regs.delete(reg);
    }
  }
  for (const reg of graph.liveIn[0] ?? []) {
    if (!graph.params.some((param) => param.reg === reg))
      found.add(`${graph.name}: %${reg} is live at the start`);
  }
  return [...found];
}
