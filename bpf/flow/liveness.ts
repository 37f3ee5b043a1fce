/** Which registers are read before being written, from the start of each block. */

import type { Block, Operand, Reg } from './graph.ts';
import { endReads, reads, successors, writes } from './operands.ts';

/** Registers read in a block before it writes them, and those it writes; one may be named twice. */
interface Summary {
  readonly exposed: readonly Reg[];
  readonly written: readonly Reg[];
}

/** `stamps`: by register, the last block that wrote it and the last that is known to need it, plus one. */
function summarise(block: Block, number: number, stamps: { wrote: Int32Array; needs: Int32Array }): Summary {
  const { wrote, needs } = stamps;
  const exposed: Reg[] = [];
  const written: Reg[] = [];
  const read = (operands: readonly Operand[]): void => {
    for (let i = 0; i < operands.length; i++) {
      const operand = operands[i]!;
      if (operand < 0 || wrote[operand] === number + 1 || needs[operand] === number + 1) continue;
      needs[operand] = number + 1;
      exposed.push(operand);
    }
  };
  const { instrs } = block;
  for (let i = 0; i < instrs.length; i++) {
    const instr = instrs[i]!;
    read(reads(instr));
    const regs = writes(instr);
    for (let k = 0; k < regs.length; k++) {
      wrote[regs[k]!] = number + 1;
      written.push(regs[k]!);
    }
  }
  read(endReads(block.end));
  return { exposed, written };
}

/** Bits that the sets of one function may take. */
const MAX_BITS = 400_000_000;

/** Bit sets of the same length, one per block. */
interface BitSets {
  readonly words: number;
  readonly all: Uint32Array;
}

/**
 * Backward dataflow over bit sets of the registers that live across blocks at all. By index throughout: this is half of
 * what a graph costs when the code runs for the first time.
 */
export function liveness(
  blocks: readonly Block[],
  registers: number,
): { liveIn: ReadonlySet<Reg>[]; complete: boolean } {
  const stamps = { wrote: new Int32Array(registers), needs: new Int32Array(registers) };
  const summaries = blocks.map((block, i) => summarise(block, i, stamps));
  const index = new Int32Array(registers).fill(-1);
  const crossing: Reg[] = [];
  for (const { exposed } of summaries) {
    for (const reg of exposed) if (index[reg] === -1) index[reg] = crossing.push(reg) - 1;
  }
  if (crossing.length * blocks.length > MAX_BITS) {
    const all = new Set(crossing);
    return { liveIn: blocks.map(() => all), complete: false };
  }
  const words = Math.ceil(crossing.length / 32);
  const live = bitSets(
    summaries.map(({ exposed }) => exposed),
    index,
    words,
  );
  const kill = bitSets(
    summaries.map(({ written }) => written),
    index,
    words,
  );
  solve(blocks, live, kill);
  return { liveIn: blocks.map((_, i) => toSet(live, i, crossing)), complete: true };
}

function bitSets(lists: readonly (readonly Reg[])[], index: Int32Array, words: number): BitSets {
  const all = new Uint32Array(words * lists.length);
  for (let i = 0; i < lists.length; i++) {
    const regs = lists[i]!;
    for (let k = 0; k < regs.length; k++) {
      const bit = index[regs[k]!]!;
      if (bit >= 0) all[i * words + (bit >> 5)]! |= 1 << (bit & 31);
    }
  }
  return { words, all };
}

/** Adds to each block's set what its successors need and it does not write. */
function solve(blocks: readonly Block[], live: BitSets, kill: BitSets): void {
  const preds: number[][] = blocks.map(() => []);
  const succs = blocks.map(({ end }, i) => {
    const next = successors(end);
    for (let k = 0; k < next.length; k++) preds[next[k]!]!.push(i);
    return next;
  });
  const queue: number[] = blocks.map((_, i) => i);
  const queued = new Uint8Array(blocks.length).fill(1);
  while (queue.length > 0) {
    const i = queue.pop()!;
    queued[i] = 0;
    if (!takeOver(i, succs[i]!, live, kill)) continue;
    for (const pred of preds[i]!) {
      if (queued[pred]) continue;
      queued[pred] = 1;
      queue.push(pred);
    }
  }
}

/** true: the block's set has grown. */
function takeOver(block: number, next: readonly number[], { words, all }: BitSets, kill: BitSets): boolean {
  let changed = false;
  for (let k = 0; k < next.length; k++) {
    const other = next[k]! * words;
    for (let w = block * words, end = w + words, o = other; w < end; w++, o++) {
      const added = all[o]! & ~kill.all[w]! & ~all[w]!;
      if (added === 0) continue;
      all[w]! |= added;
      changed = true;
    }
  }
  return changed;
}

function toSet({ words, all }: BitSets, block: number, regs: readonly Reg[]): Set<Reg> {
  const out = new Set<Reg>();
  for (let w = 0; w < words; w++) {
    for (let rest = all[block * words + w]!; rest !== 0; rest &= rest - 1)
      out.add(regs[w * 32 + 31 - Math.clz32(rest & -rest)]!);
  }
  return out;
}
