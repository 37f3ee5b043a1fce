/** Loads that the compiler moves behind a test, because only that path reads them (InstCombine, MachineSink). */

import type { Block, Graph, Instr, Operand, Reg } from '../../../bpf/flow/graph.ts';
import { endReads, reads, successors, writes } from '../../../bpf/flow/operands.ts';

const STAYS: ReadonlySet<string> = new Set([
  'call',
  'store',
  'copy',
  'zero',
  'havoc',
  'iter_new',
  'iter_next',
  'iter_destroy',
]);
const COMPUTES: ReadonlySet<string> = new Set(['move', 'cast', 'bin', 'un', 'ptradd', 'field']);

const MOST_BLOCKS = 8;

/**
 * Is the load at `index` followed by nothing but plain computation up to a branch that asks whether its pointer is NULL,
 * and what it gives read in the one block behind that branch alone?
 */
export function isReadBehindTest(graph: Graph, block: number, index: number): boolean {
  const load = graph.blocks[block]!.instrs[index];
  if (load?.op !== 'load') return false;
  const pointer = baseOf(graph.blocks[block]!, load.ptr, index);
  const carried = new Set<Reg>([load.dst]);
  let from = index + 1;
  for (let at = block, n = 0; n < MOST_BLOCKS; n++) {
    const next = onlyReader(graph, at, from, carried);
    if (next === undefined) return false;
    const test = testAt(graph, at);
    if (test?.pointer === pointer) return next !== test.whereNull && isLastReader(graph, next, test, carried);
    at = next;
    from = 0;
  }
  return false;
}

/** Successor that alone reads what is carried, when nothing of the block from `from` on stands in the way. */
function onlyReader(graph: Graph, at: number, from: number, carried: Set<Reg>): number | undefined {
  const { instrs, end } = graph.blocks[at]!;
  for (const instr of instrs.slice(from)) {
    if (STAYS.has(instr.op)) return undefined;
    if (!reads(instr).some((op) => carried.has(op))) continue;
    if (!COMPUTES.has(instr.op)) return undefined;
    for (const reg of writes(instr)) carried.add(reg);
  }
  if (endReads(end).some((op) => carried.has(op))) return undefined;
  const readers = successors(end).filter((to) => holdsAny(graph.liveIn[to]!, carried));
  const [reader] = readers;
  return reader !== undefined && readers.length === 1 && hasOnePredecessor(graph, reader)
    ? reader
    : undefined;
}

function holdsAny(live: ReadonlySet<Reg>, regs: ReadonlySet<Reg>): boolean {
  return [...regs].some((reg) => live.has(reg));
}

function hasOnePredecessor(graph: Graph, block: number): boolean {
  return graph.blocks.filter(({ end }) => successors(end).includes(block)).length === 1;
}

/** `!p || !loaded` is no such reader: a second test that leads to the same place is made at once with the first. */
function isLastReader(graph: Graph, block: number, test: Test, carried: ReadonlySet<Reg>): boolean {
  const { instrs, end } = graph.blocks[block]!;
  const next = successors(end);
  if (next.some((to) => holdsAny(graph.liveIn[to]!, carried))) return false;
  return !next.includes(test.whereNull) || instrs.some((instr) => !COMPUTES.has(instr.op));
}

interface Test {
  readonly pointer: Operand;
  readonly whereNull: number;
}

/** The pointer that the branch of a block asks for, as the register that holds it since before the block or its making. */
function testAt(graph: Graph, at: number): Test | undefined {
  const block = graph.blocks[at]!;
  const { instrs, end } = block;
  if (end.op !== 'branch') return undefined;
  let pointer = end.cond;
  let whereNull = end.no;
  for (const instr of instrs.toReversed()) {
    if (!writes(instr).includes(pointer)) continue;
    const step = negation(graph, instr);
    if (!step) break;
    pointer = step.of;
    if (step.negates) whereNull = whereNull === end.no ? end.yes : end.no;
  }
  return { pointer: baseOf(block, pointer, instrs.length), whereNull };
}

function negation(graph: Graph, instr: Instr): { of: Operand; negates: boolean } | undefined {
  if (instr.op === 'un' && instr.f === 'lnot') return { of: instr.a, negates: true };
  if (instr.op === 'move' || instr.op === 'cast') return { of: instr.a, negates: false };
  const isTest = instr.op === 'bin' && (instr.f === 'eq' || instr.f === 'ne');
  return isTest && isZero(graph, instr.b) ? { of: instr.a, negates: instr.f === 'eq' } : undefined;
}

function isZero(graph: Graph, op: Operand): boolean {
  return graph.consts[-1 - op]?.value === 0n;
}

/** Register that an address within the same object was computed from, going back from `before`. */
function baseOf(block: Block, op: Operand, before: number): Operand {
  let base = op;
  for (const instr of block.instrs.slice(0, before).reverse()) {
    if (!writes(instr).includes(base)) continue;
    if (instr.op === 'field' || instr.op === 'ptradd') base = instr.base;
    else if (instr.op === 'move' || instr.op === 'cast') base = instr.a;
    else return base;
  }
  return base;
}
