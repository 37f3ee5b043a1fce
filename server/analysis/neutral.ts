/** Loops that leave references as they are: of numbers that change in them, only what data decides is worth forgetting early. */
import type { Graph, Instr } from '../../bpf/flow/graph.ts';
import { argAt, returnsAt } from '../../bpf/kernel/index.ts';
import type { KernelFunction } from '../../bpf/kernel/types.ts';
import type { Context } from './context.ts';
import { successors } from './explore.ts';
import { calledBy } from './globals.ts';

const neutral = new WeakMap<Graph, Map<number, boolean>>();

/** Does the loop with this head neither take nor give references, itself or in what it calls? */
export function isNeutralLoop(cx: Context, graph: Graph, head: number): boolean {
  let heads = neutral.get(graph);
  if (!heads) {
    heads = new Map();
    neutral.set(graph, heads);
  }
  let known = heads.get(head);
  if (known === undefined) {
    known = [...blocksOf(graph, head)].every((b) =>
      graph.blocks[b]!.instrs.every((instr) => isNeutral(cx, instr)),
    );
    heads.set(head, known);
  }
  return known;
}

/** Blocks on some way from the head back to it. */
function blocksOf(graph: Graph, head: number): Set<number> {
  const before: number[][] = graph.blocks.map(() => []);
  graph.blocks.forEach((block, i) => {
    for (const to of successors(block)) before[to]!.push(i);
  });
  const forward = closure(head, (b) => successors(graph.blocks[b]!));
  const backward = closure(head, (b) => before[b]!);
  return new Set([...forward].filter((b) => backward.has(b)));
}

function closure(from: number, next: (block: number) => readonly number[]): Set<number> {
  const seen = new Set([from]);
  const work = [from];
  for (let b = work.pop(); b !== undefined; b = work.pop()) {
    for (const to of next(b)) {
      if (seen.has(to)) continue;
      seen.add(to);
      work.push(to);
    }
  }
  return seen;
}

function isNeutral(cx: Context, instr: Instr): boolean {
  if (instr.op !== 'call') return true;
  return instr.callee !== undefined && isNeutralCall(cx, instr.callee, new Set());
}

const MOST_CALLEES = 300;

function isNeutralCall(cx: Context, name: string, seen: Set<string>): boolean {
  if (seen.has(name)) return true;
  if (seen.size > MOST_CALLEES) return false;
  seen.add(name);
  const fn = cx.module.functions.get(name);
  if (fn) return [...calledBy(fn)].every((callee) => isNeutralCall(cx, callee, seen));
  const known = cx.lookup(name);
  return known === undefined || leavesReferences(known, cx.kernel);
}

function leavesReferences(fn: KernelFunction, kernel: string): boolean {
  const returns = returnsAt(fn, kernel);
  if (returns.kind === 'reference' || returns.kind === 'slot-content') return false;
  if (returns.kind === 'memory' && returns.reference) return false;
  return fn.params.every((_, i) => {
    const role = argAt(fn, i, kernel);
    return (
      role?.role !== 'slot' &&
      role?.role !== 'transfer' &&
      !(role?.role === 'object' && role.trust === 'release')
    );
  });
}
