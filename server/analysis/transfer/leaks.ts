/** References that nobody can reach any more: which they are, and where each was lost. */

import type { At, Graph } from '../../../bpf/flow/graph.ts';
import type { KindOf } from '../../../bpf/kernel/faults/index.ts';
import { lookupFunction } from '../../../bpf/kernel/index.ts';
import { dropRefQuietly } from '../domain/cells.ts';
import { spend } from '../domain/exploration.ts';
import { type Frame, type Ref, refOf, type State } from '../domain/state.ts';
import { placeOf, WALK_LIMIT } from '../domain/trace.ts';
import type { Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { report } from '../engine/faults.ts';

/** References that the function made and nobody can reach any more. */
export function reportLost(cx: Context, state: State, frame: Frame, value: Value | undefined, at: At): void {
  let lost: Ref[] | undefined;
  for (const ref of state.refs.values()) {
    if (frame.refsAtEntry.has(ref.id)) continue;
    lost ??= [];
    lost.push(ref);
  }
  if (!lost) return;
  const held = reachable(state, value);
  for (const ref of lost) if (!held.has(ref.id)) leak(cx, state, frame.graph, at, ref, 'lost');
}

/** References that a function leaves behind: it cannot write its callers' registers. */
function reachable(state: State, value: Value | undefined): Set<number> {
  const held = new Set<number>();
  const note = (v: Value | undefined) => {
    const ref = refOf(v);
    if (ref) held.add(ref);
  };
  note(value);
  for (const memory of [state.stack, state.cache])
    for (const cells of memory.values()) for (const cell of cells.values()) note(cell.value);
  return held;
}

/** Where a reference is lost, unless its last variable was overwritten before. */
type Exit = KindOf<'unreleased-reference'>;

/** One finding per acquisition, at the place where it was lost. */
export function leak(cx: Context, state: State, graph: Graph, at: At, ref: Ref, exit: Exit): void {
  reportLeak(cx, state, graph, at, ref, exit, lastOverwrite(state, ref.id));
  dropRefQuietly(state, ref.id);
}

export function reportLeak(
  cx: Context,
  state: State,
  graph: Graph,
  at: At,
  ref: Ref,
  exit: Exit,
  lost: Lost | undefined,
): void {
  report(cx, state, {
    id: 'unreleased-reference',
    what: lost ? 'overwritten' : exit,
    data: { struct: ref.struct, by: ref.by, ...endersOfProject(cx, ref.by) },
    graph: lost?.graph ?? graph,
    at: lost?.at ?? at,
    ref,
    key: `leak ${placeOf(ref.graph, ref.at)}`,
  });
}

/** What the project says that ends a reference of a function that it names. */
function endersOfProject(cx: Context, by: string): { readonly enders?: readonly string[] } {
  const returns = lookupFunction(by) ? undefined : cx.lookup(by)?.returns;
  return returns?.kind === 'reference' && returns.releasedBy ? { enders: returns.releasedBy } : {};
}

interface Lost {
  readonly graph: Graph;
  readonly at: At;
}

/** The place where the last variable that held it got another value, unless it was put somewhere else meanwhile. */
function lastOverwrite(state: State, ref: number): Lost | undefined {
  return lastOverwrites(state, new Set([ref])).get(ref);
}

/** The same for several, in one walk. */
export function lastOverwrites(state: State, refs: Set<number>): ReadonlyMap<number, Lost> {
  const lost = new Map<number, Lost>();
  for (let t = state.trace, n = 0; t && refs.size > 0 && n < WALK_LIMIT; t = t.before, n++) {
    spend(1);
    const { step } = t;
    if (step.kind !== 'overwrite' && step.kind !== 'stored') continue;
    if (refs.delete(step.ref) && step.kind === 'overwrite') lost.set(step.ref, t);
  }
  return lost;
}
