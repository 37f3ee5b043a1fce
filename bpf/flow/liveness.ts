/** Which registers are read before being written, from the start of each block. */

import { successors } from './finish.ts';
import type { Block, Instr, Operand, Reg, Terminator } from './graph.ts';

/** Operands that an instruction reads. */
export function reads(instr: Instr): readonly Operand[] {
  switch (instr.op) {
    case 'move':
    case 'un':
    case 'cast':
      return [instr.a];
    case 'bin':
    case 'ptrdiff':
      return [instr.a, instr.b];
    case 'ptradd':
      return [instr.base, instr.index];
    case 'field':
      return [instr.base];
    case 'load':
    case 'zero':
      return [instr.ptr];
    case 'store':
      return [instr.ptr, instr.value];
    case 'copy':
      return [instr.dst, instr.src];
    case 'call':
      return instr.target === undefined ? instr.args : [...instr.args, instr.target];
    case 'iter_new':
      return instr.args;
    case 'iter_next':
    case 'iter_destroy':
      return [instr.iter];
    case 'havoc':
      return instr.escapes;
    default:
      return [];
  }
}

/** Registers that an instruction writes. */
export function writes(instr: Instr): readonly Reg[] {
  switch (instr.op) {
    case 'copy':
    case 'store':
    case 'zero':
    case 'scope':
    case 'iter_destroy':
      return [];
    case 'iter_next':
      return [instr.dst, instr.out];
    case 'havoc':
      return instr.dsts;
    case 'call':
      return instr.dst === undefined ? [] : [instr.dst];
    default:
      return [instr.dst];
  }
}

/** Operands that a terminator reads. */
export function endReads(end: Terminator): readonly Operand[] {
  if (end.op === 'branch') return [end.cond];
  if (end.op === 'switch') return [end.value];
  return end.op === 'return' && end.value !== undefined ? [end.value] : [];
}

/** Registers read in a block before it writes them, and those it writes. */
function summarise(block: Block): { exposed: Set<Reg>; written: Set<Reg> } {
  const exposed = new Set<Reg>();
  const written = new Set<Reg>();
  const read = (operand: Operand): void => {
    if (operand >= 0 && !written.has(operand)) exposed.add(operand);
  };
  for (const instr of block.instrs) {
    for (const operand of reads(instr)) read(operand);
    for (const reg of writes(instr)) written.add(reg);
  }
  for (const operand of endReads(block.end)) read(operand);
  return { exposed, written };
}

/** Bits that the sets of one function may take. */
const MAX_BITS = 400_000_000;

/** Backward dataflow over bit sets of the registers that live across blocks at all. */
export function liveness(blocks: readonly Block[]): { liveIn: ReadonlySet<Reg>[]; complete: boolean } {
  const summaries = blocks.map(summarise);
  const index = new Map<Reg, number>();
  const crossing: Reg[] = [];
  for (const { exposed } of summaries) {
    for (const reg of exposed) {
      if (!index.has(reg)) index.set(reg, crossing.push(reg) - 1);
    }
  }
  if (crossing.length * blocks.length > MAX_BITS) {
    const all = new Set(crossing);
    return { liveIn: blocks.map(() => all), complete: false };
  }
  const words = Math.ceil(crossing.length / 32);
  const bits = (regs: ReadonlySet<Reg>): Uint32Array => {
    const set = new Uint32Array(words);
    for (const reg of regs) {
      const bit = index.get(reg);
      if (bit !== undefined) set[bit >> 5]! |= 1 << (bit & 31);
    }
    return set;
  };
  const gen = summaries.map(({ exposed }) => bits(exposed));
  const kill = summaries.map(({ written }) => bits(written));
  const live = solve(blocks, gen, kill, words);
  return { liveIn: live.map((set) => toSet(set, crossing)), complete: true };
}

function solve(
  blocks: readonly Block[],
  gen: Uint32Array[],
  kill: Uint32Array[],
  words: number,
): Uint32Array[] {
  const live = gen.map((set) => set.slice());
  const preds: number[][] = blocks.map(() => []);
  for (const [i, block] of blocks.entries()) for (const next of successors(block.end)) preds[next]!.push(i);
  const queue: number[] = blocks.map((_, i) => i);
  const queued = new Uint8Array(blocks.length).fill(1);
  while (queue.length > 0) {
    const i = queue.pop()!;
    queued[i] = 0;
    const mine = live[i]!;
    let changed = false;
    for (const next of successors(blocks[i]!.end)) {
      const other = live[next]!;
      for (let w = 0; w < words; w++) {
        const added = other[w]! & ~kill[i]![w]! & ~mine[w]!;
        if (added === 0) continue;
        mine[w]! |= added;
        changed = true;
      }
    }
    if (!changed) continue;
    for (const pred of preds[i]!) {
      if (queued[pred]) continue;
      queued[pred] = 1;
      queue.push(pred);
    }
  }
  return live;
}

function toSet(set: Uint32Array, regs: readonly Reg[]): Set<Reg> {
  const out = new Set<Reg>();
  for (const [w, word] of set.entries()) {
    for (let rest = word; rest !== 0; rest &= rest - 1)
      out.add(regs[w * 32 + 31 - Math.clz32(rest & -rest)]!);
  }
  return out;
}
