/** When are two equal tests one in the compiled program? */

import { dominatorsOf } from '../../../bpf/flow/dominators.ts';
import type { Graph, Instr } from '../../../bpf/flow/graph.ts';
import { successors, writes } from '../../../bpf/flow/operands.ts';
import { current } from '../domain/exploration.ts';
import { NEGATED } from '../domain/ranges.ts';
import { type Frame, type State, top } from '../domain/state.ts';
import { computed, FOLD_LIMIT, keyOf, type Num, type Sym } from '../domain/values.ts';

/** Plain operations between two equal tests up to which clang makes one of them; a call counts four. */
const MOST_BETWEEN = 7;

/**
 * A comparison that may be one with an earlier, equal one: `era` counts what was done since. Further away the compiler
 * compares again, and the verifier remembers of the first only what it taught of the operands' ranges.
 */
export function compared(state: State, sym: Sym): Num {
  const { era } = state;
  const { tested } = current;
  const f = NEGATED[sym.f];
  const isOpposite = f !== undefined && f < sym.f;
  // A test and its opposite share one entry.
  const key = keyOf(sym, 0, 1, isOpposite ? f : sym.f);
  const known = tested.get(key);
  const isOne =
    known && era >= known.era && (era - known.era <= MOST_BETWEEN || isCopiedForEachPath(state, known.era));
  if (isOne && known.isOpposite === isOpposite) return known.num;
  if (isOne) return computed({ f: 'lnot', a: known.num, b: undefined, type: sym.type }, 0, 1, '');
  const num = computed(sym, 0, 1, '');
  if (key && tested.size < FOLD_LIMIT) tested.set(key, { num, era, isOpposite });
  return num;
}

/** Era at the branch whose paths join here: what one of them called does not lie between it and what follows. */
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
 * The paths of a branch on the test of `era` join in this very block, which is small and computes nothing for others:
 * clang (SimplifyCFG) then gives each path a copy of the block, and tests once.
 */
function isCopiedForEachPath(state: State, era: number): boolean {
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

/** Is something that this block computes, or that the paths into it bring along in different forms, read after it? */
function isComputedForOthers(graph: Graph, block: number): boolean {
  const dominator = dominatorsOf(graph)[block]!;
  const between = blocksBetween(graph, block, dominator);
  if (!between.direct) return true;
  const read = new Set(successors(graph.blocks[block]!.end).flatMap((to) => [...graph.liveIn[to]!]));
  return [...between.blocks, block].some((b) =>
    graph.blocks[b]!.instrs.some((instr) => !isConstant(instr) && writes(instr).some((reg) => read.has(reg))),
  );
}

function isConstant(instr: Instr): boolean {
  return instr.op === 'move' && instr.a < 0;
}

/** Blocks between `from` and `to`; `direct`: one of the paths has none. */
function blocksBetween(graph: Graph, to: number, from: number): { blocks: Set<number>; direct: boolean } {
  const blocks = new Set<number>();
  const work = [to];
  for (let b = work.pop(); b !== undefined; b = work.pop()) {
    for (const [i, { end }] of graph.blocks.entries()) {
      if (i === from || i === to || blocks.has(i) || !successors(end).includes(b)) continue;
      blocks.add(i);
      work.push(i);
    }
  }
  return { blocks, direct: successors(graph.blocks[from]!.end).includes(to) };
}
