/**
 * Branches whose arms only compute: nothing can go wrong in either, so which one a path takes matters no more than the
 * numbers that it leaves.
 *
 *      if (delay > high)  gain = gain * cut;  else  gain = gain + step;      both arms meet again at one block
 *
 * The verifier marks the operands of every branch with one outcome as precise, and then tells all paths apart by them. Here
 * they become so only when a number that the arms write does (`engine/control.ts`).
 */
import type { Graph, Instr, Operand, Reg } from '../../../bpf/flow/graph.ts';
import { reads, successors, writes } from '../../../bpf/flow/operands.ts';

export interface IdleBranch {
  /** The block where both arms meet. */
  readonly join: number;
  /** Numbers that an arm writes. */
  readonly written: ReadonlySet<Reg>;
  /** Pointers that an arm reads or writes through: idle only if that cannot go wrong. */
  readonly through: ReadonlySet<Reg>;
  /** Arms that change memory. */
  readonly stores: boolean;
}

/** Blocks that are looked at for one branch, over all places where its arms may meet. */
const MOST_BLOCKS = 400;

const known = new WeakMap<Graph, Map<number, IdleBranch | undefined>>();

/** undefined: something else than computing is done in an arm, or they do not meet again. */
export function idleBranch(graph: Graph, block: number): IdleBranch | undefined {
  let branches = known.get(graph);
  if (!branches) {
    branches = new Map();
    known.set(graph, branches);
  }
  if (!branches.has(block)) branches.set(block, find(graph, block));
  return branches.get(block);
}

function find(graph: Graph, block: number): IdleBranch | undefined {
  let join: number | undefined = successors(graph.blocks[block]!.end)[0];
  for (let left = MOST_BLOCKS; join !== undefined && join > block && left > 0; ) {
    const { arms, isWhole } = armsUpTo(graph, block, join, left);
    if (isWhole) return summed(graph, arms, join);
    left -= arms.size + 1;
    join = successors(graph.blocks[join]!.end)[0];
  }
  return undefined;
}

/** Blocks between a branch and the block where its arms meet; not whole: they do not meet there, or may go round. */
function armsUpTo(
  graph: Graph,
  block: number,
  join: number,
  most: number,
): { readonly arms: ReadonlySet<number>; readonly isWhole: boolean } {
  const arms = new Set(successors(graph.blocks[block]!.end).filter((to) => to !== join));
  for (const arm of arms) {
    const next = successors(graph.blocks[arm]!.end);
    // Blocks come in reverse postorder: only loops lead back.
    if (arm <= block || next.length === 0 || arms.size > most || next.some((to) => to <= arm))
      return { arms, isWhole: false };
    for (const to of next) if (to !== join) arms.add(to);
  }
  return { arms, isWhole: true };
}

function summed(graph: Graph, arms: ReadonlySet<number>, join: number): IdleBranch | undefined {
  const written = new Set<Reg>();
  const through = new Set<Reg>();
  const bases = new Map<Reg, Operand>();
  let stores = false;
  for (const arm of arms) {
    const { instrs, end } = graph.blocks[arm]!;
    if (
      (end.op === 'branch' && !isNumber(graph, end.cond)) ||
      (end.op === 'switch' && !isNumber(graph, end.value))
    )
      return undefined;
    for (const instr of instrs) {
      if (!onlyComputes(graph, instr, bases)) return undefined;
      for (const ptr of pointersOf(instr)) {
        const base = rootOf(ptr, bases);
        if (base >= 0) through.add(base);
      }
      if (instr.op === 'store' || instr.op === 'call') stores = true;
      for (const reg of writes(instr)) if (!bases.has(reg)) written.add(reg);
    }
  }
  const leaves = graph.liveIn[join]!;
  for (const reg of bases.keys()) if (leaves.has(reg)) return undefined;
  for (const reg of through) if (written.has(reg)) return undefined;
  return { join, written, through, stores };
}

const ATOMIC = /^__sync_fetch_and_(?:add|sub|or|and|xor)$/;

/** `bases`: addresses that the arms make, each with what it is made of; a global's own is a constant (below 0). */
function onlyComputes(graph: Graph, instr: Instr, bases: Map<Reg, Operand>): boolean {
  switch (instr.op) {
    case 'addr':
      if (instr.of.kind !== 'global') return false;
      bases.set(instr.dst, GLOBAL);
      return true;
    case 'field':
      bases.set(instr.dst, instr.base);
      return true;
    case 'load':
      return instr.type.k === 'int';
    case 'store':
      return instr.type.k === 'int' && isNumber(graph, instr.value);
    case 'call':
      return instr.callee !== undefined && ATOMIC.test(instr.callee) && instr.args.length === 2;
    case 'move':
    case 'un':
    case 'bin':
    case 'cast':
      return isNumber(graph, instr.dst) && reads(instr).every((op) => isNumber(graph, op));
    default:
      return false;
  }
}

const GLOBAL = -1;

function pointersOf(instr: Instr): readonly Operand[] {
  if (instr.op === 'load' || instr.op === 'store') return [instr.ptr];
  return instr.op === 'call' ? instr.args.slice(0, 1) : [];
}

function rootOf(ptr: Operand, bases: ReadonlyMap<Reg, Operand>): Operand {
  let at = ptr;
  for (let base = bases.get(at); base !== undefined; base = bases.get(at)) at = base;
  return at;
}

function isNumber(graph: Graph, op: Operand): boolean {
  return op < 0 || graph.regs[op]?.type.k === 'int';
}
