/**
 * `a = f(); if (!a) …; b = f(); if (!a) …`: the second test was meant for `b`. Read in the flow graph alone, because the
 * explorer knows nothing of what such functions return; where it does, it says what `b` is used for.
 */
import { typeText } from '../../../bpf/flow/ctypes/ctypes.ts';
import type { Graph, Operand, Terminator } from '../../../bpf/flow/graph.ts';
import { successors } from '../../../bpf/flow/operands.ts';
import { lookupFunction } from '../../../bpf/kernel/index.ts';
import { operand } from '../domain/registers.ts';
import { type State, top } from '../domain/state.ts';
import { placeOf } from '../domain/trace.ts';
import { type Asked, type Given, type Summed, sumUp } from './block-places.ts';
import { type Context, textAt } from './context.ts';
import { report } from './faults.ts';

/** A test that was meant for what was given just before it. */
interface Mistake {
  readonly given: Given;
  readonly asked: Asked;
}

const known = new WeakMap<Graph, ReadonlyMap<number, Mistake>>();

export function reportOtherTested(cx: Context, state: State, end: Terminator): void {
  const { graph, block } = top(state);
  if (end.op !== 'branch') return;
  let mistakes = known.get(graph);
  if (!mistakes) {
    mistakes = mistakesIn(graph);
    known.set(graph, mistakes);
  }
  const mistake = mistakes.get(block);
  if (!mistake || isFollowed(state, mistake.given.value)) return;
  const { given, asked } = mistake;
  const set = given.at ? textAt(cx, graph, given.at) : (given.name ?? '');
  report(cx, state, {
    id: 'wrong-null-check',
    what: 'tested',
    data: { set },
    graph,
    at: end.at,
    shown: asked.at,
    subject: asked.name ?? textAt(cx, graph, asked.at),
    key: `tested ${placeOf(graph, asked.at)}`,
  });
}

/** An object that the explorer follows itself: its use without a test is an error. */
function isFollowed(state: State, value: Operand): boolean {
  const now = operand(top(state), value);
  return now.k === 'ptr' && now.obj.o !== 'unknown';
}

function mistakesIn(graph: Graph): ReadonlyMap<number, Mistake> {
  const found = new Map<number, Mistake>();
  if (graph.incomplete.length > 0) return found;
  const summed = graph.blocks.map((_, block) => sumUp(graph, block));
  const before = predecessors(graph);
  for (const [block, { given, asked }] of summed.entries()) {
    if (!given || !asked || given.key === asked.key || lookupFunction(given.by)) continue;
    if (typeText(given.type) !== typeText(asked.type)) continue;
    if (summed.some(({ examined }) => examined.includes(given.key))) continue;
    if (wasTested({ summed, before }, block, { given, asked })) found.set(block, { given, asked });
  }
  return found;
}

const MOST_BLOCKS = 8;

/** On the only way here the same function gave what is tested, it was tested at once, and nothing has changed it since. */
function wasTested(
  { summed, before }: { readonly summed: readonly Summed[]; readonly before: readonly (readonly number[])[] },
  block: number,
  { given, asked }: Mistake,
): boolean {
  if (mayChange(summed[block]!, asked.key)) return false;
  for (let to = block, n = 0; n < MOST_BLOCKS; n++) {
    const [from, ...others] = before[to]!;
    if (from === undefined || others.length > 0) return false;
    const { given: first, asked: test } = summed[from]!;
    if (first?.key === asked.key && test?.key === asked.key)
      return first.by === given.by && test.whenSet === to && test.whenNull !== to;
    if (mayChange(summed[from]!, asked.key)) return false;
    to = from;
  }
  return false;
}

/** A place is named by what it is reached through, so that a change of any part of it shows in its name. */
function mayChange({ isOpaque, changed }: Summed, key: string): boolean {
  return isOpaque || changed.some((other) => key.includes(other));
}

function predecessors(graph: Graph): readonly (readonly number[])[] {
  const before: number[][] = graph.blocks.map(() => []);
  for (const [block, { end }] of graph.blocks.entries())
    for (const to of successors(end)) before[to]!.push(block);
  return before;
}
