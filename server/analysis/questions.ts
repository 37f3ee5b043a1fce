/** When are two equal tests one in the compiled program, although more than a little lies between them? */
import { successors } from '../../bpf/flow/finish.ts';
import type { Graph, Instr } from '../../bpf/flow/graph.ts';
import { writes } from '../../bpf/flow/liveness.ts';
import { dominatorsOf } from './dominators.ts';
import { type Frame, type State, top } from './state.ts';

/** Era at the branch whose ways meet here: what one of them called does not lie between it and what follows. */
export function eraBefore(frame: Frame): number | undefined {
  const dominator = dominatorsOf(frame.graph)[frame.block];
  for (let e = frame.eras, n = 0; e && n < FAR_BACK; e = e.before, n++)
    if (e.block === dominator) return e.era;
  return undefined;
}

const FAR_BACK = 200;

/** Operations between a test and the branch on it. */
const AT_ONCE = 2;

/**
 * The ways of a branch on the test of `era` meet in this very block, which is small and computes nothing for others:
 * clang (SimplifyCFG) then gives each way a copy of the block, and asks once.
 */
export function isCopiedForEachWay(state: State, era: number): boolean {
  const frame = top(state);
  const branchedAt = eraBefore(frame);
  if (branchedAt === undefined || branchedAt < era || branchedAt - era > AT_ONCE) return false;
  return isSmall(frame.graph, frame.block);
}

const small = new WeakMap<Graph, Map<number, boolean>>();

function isSmall(graph: Graph, block: number): boolean {
  let blocks = small.get(graph);
  if (!blocks) {
    blocks = new Map();
    small.set(graph, blocks);
  }
  let known = blocks.get(block);
  if (known === undefined) {
    known = size(graph, block) <= MOST_COPIED && !isComputedForOthers(graph, block);
    blocks.set(block, known);
  }
  return known;
}

/** MaxSmallBlockSize of clang's SimplifyCFG. Conversions and addresses count there too, but most of them go away. */
const MOST_COPIED = 10;
const COUNTED: ReadonlySet<string> = new Set(['load', 'store', 'bin', 'call', 'ptradd', 'scope']);
const NEVER_COPIED: ReadonlySet<string> = new Set(['havoc', 'copy', 'zero', 'iter_new', 'iter_next']);

function size(graph: Graph, block: number): number {
  const { instrs } = graph.blocks[block]!;
  if (instrs.some((instr) => NEVER_COPIED.has(instr.op))) return Infinity;
  return instrs.filter((instr) => COUNTED.has(instr.op)).length;
}

/** Is something that this block computes, or that its ways bring along in different forms, read behind it? */
function isComputedForOthers(graph: Graph, block: number): boolean {
  const dominator = dominatorsOf(graph)[block]!;
  const ways = waysInto(graph, block, dominator);
  if (!ways.direct) return true;
  const read = new Set(successors(graph.blocks[block]!.end).flatMap((to) => [...graph.liveIn[to]!]));
  return [...ways.blocks, block].some((b) =>
    graph.blocks[b]!.instrs.some((instr) => !isConstant(instr) && writes(instr).some((reg) => read.has(reg))),
  );
}

function isConstant(instr: Instr): boolean {
  return instr.op === 'move' && instr.a < 0;
}

/** Blocks between `from` and `to`; `direct`: one of the ways has none. */
function waysInto(graph: Graph, to: number, from: number): { blocks: Set<number>; direct: boolean } {
  const blocks = new Set<number>();
  let direct = false;
  const work = [to];
  for (let b = work.pop(); b !== undefined; b = work.pop()) {
    graph.blocks.forEach(({ end }, i) => {
      if (!successors(end).includes(b)) return;
      if (i === from) direct ||= b === to;
      else if (i !== to && !blocks.has(i)) work.push(blocks.add(i) && i);
    });
  }
  return { blocks, direct };
}
