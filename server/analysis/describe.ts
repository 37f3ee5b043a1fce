/** What is known of a value on one path: who owns it, may it be NULL, how long it may be used. */
import type { At, Graph } from '../../bpf/flow/graph.ts';
import { successors } from '../../bpf/flow/operands.ts';
import { nullness } from './domain/numbers.ts';
import type { State } from './domain/state.ts';
import type { Trace } from './domain/trace.ts';
import { effectiveTrust } from './domain/trust.ts';
import type { Kernel, Value } from './domain/values.ts';
import type { Context } from './engine/context.ts';

/** A place in the source. */
export interface Site {
  readonly graph: Graph;
  readonly at: At;
}

export type ValueFact =
  | { readonly kind: 'uninitialised' }
  | { readonly kind: 'null' }
  | (PointerFact & { readonly mayBeNull: boolean });

export type PointerFact =
  | { readonly kind: 'owned' | 'released'; readonly site: Site; readonly by: string }
  /** A kptr slot or container owns it. */
  | { readonly kind: 'given-away'; readonly site: Site }
  | { readonly kind: 'no-longer-owned' | 'argument' | 'trusted' }
  /** `ends`: where its section ends, as far as this function shows; undefined: the whole program runs under RCU. */
  | { readonly kind: 'rcu'; readonly ends: readonly Site[] | undefined }
  | { readonly kind: 'untrusted'; readonly why: 'no-section' | 'field' | undefined }
  | { readonly kind: 'section-ended'; readonly site: Site | undefined }
  | { readonly kind: 'map-value'; readonly map: string };

/** Values with one key are described alike. */
export function keyOf(state: State, value: Value): string {
  if (value.k === 'num') return value.lo === 0 && value.hi === 0 ? 'NULL' : 'number';
  if (value.k !== 'ptr') return value.k;
  const isNull = nullness(state, value.nid);
  const { obj } = value;
  if (obj.o === 'kernel') return `${obj.id} ${effectiveTrust(state, obj)} ${isNull} ${state.rcu > 0}`;
  if (obj.o === 'mem') return `${obj.id} ${state.refs.has(obj.ref)} ${isNull}`;
  return obj.o === 'value' ? `${obj.map} ${isNull}` : obj.o;
}

/** undefined: there is nothing to say of it. */
export function describe(
  cx: Context,
  state: State,
  value: Value,
  place: { readonly graph: Graph; readonly block: number; readonly index: number },
): ValueFact | undefined {
  if (value.k === 'uninit') return { kind: 'uninitialised' };
  if (value.k === 'num') return value.lo === 0 && value.hi === 0 ? { kind: 'null' } : undefined;
  if (value.k !== 'ptr') return undefined;
  const { obj } = value;
  const isNull = nullness(state, value.nid);
  if (isNull === true) return obj.o === 'unknown' ? undefined : { kind: 'null' };
  const fact = pointerFact(cx, state, obj, place);
  return fact && { ...fact, mayBeNull: isNull === undefined };
}

function pointerFact(
  cx: Context,
  state: State,
  obj: (Value & { k: 'ptr' })['obj'],
  place: { readonly graph: Graph; readonly block: number; readonly index: number },
): PointerFact | undefined {
  if (obj.o === 'kernel') return kernelFact(cx, state, obj, place);
  if (obj.o === 'mem' && obj.ref) return referenceFact(state, obj.ref);
  return obj.o === 'value' && obj.map ? { kind: 'map-value', map: obj.map } : undefined;
}

function kernelFact(
  cx: Context,
  state: State,
  obj: Kernel,
  place: { readonly graph: Graph; readonly block: number; readonly index: number },
): PointerFact | undefined {
  switch (effectiveTrust(state, obj)) {
    case 'owned':
    case 'dead':
      return referenceFact(state, obj.ref);
    case 'rcu':
      return { kind: 'rcu', ends: sectionEnds(state, place) };
    case 'trusted':
      return { kind: obj.from === 'argument' ? 'argument' : 'trusted' };
    case 'untrusted':
      return untrustedFact(cx, state, obj);
    default:
      return undefined;
  }
}

function referenceFact(state: State, ref: number): PointerFact {
  const live = state.refs.get(ref);
  if (live) return { kind: 'owned', site: siteOf(live), by: live.by };
  for (let t = state.trace, n = 0; t && n < FAR_BACK; t = t.before, n++) {
    const { step } = t;
    if (step.kind === 'release' && step.ref === ref)
      return { kind: 'released', site: siteOf(t), by: step.by };
    if (step.kind === 'transfer' && step.ref === ref) return { kind: 'given-away', site: siteOf(t) };
  }
  return { kind: 'no-longer-owned' };
}

function siteOf({ graph, at }: Site): Site {
  return { graph, at };
}

const FAR_BACK = 5_000;

/** Where the explicit section that it was read in ends, as far as this function shows. */
function sectionEnds(
  state: State,
  { graph, block, index }: { readonly graph: Graph; readonly block: number; readonly index: number },
): readonly Site[] | undefined {
  if (state.rcu === 0) return undefined;
  return nextUnlocks(graph, block, index).map((at) => ({ graph, at }));
}

/** The unlocks that come next on the paths from here, in source order. */
function nextUnlocks(graph: Graph, block: number, index: number): At[] {
  const found: At[] = [];
  const seen = new Set<number>();
  const work = [{ block, from: index }];
  for (let next = work.pop(); next; next = work.pop()) {
    const { instrs, end } = graph.blocks[next.block]!;
    const unlock = instrs.find(
      (instr, i) => i >= next!.from && instr.op === 'call' && instr.callee === 'bpf_rcu_read_unlock',
    );
    if (unlock) {
      found.push(unlock.at);
      continue;
    }
    for (const to of successors(end)) {
      if (seen.has(to)) continue;
      seen.add(to);
      work.push({ block: to, from: 0 });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function untrustedFact(cx: Context, state: State, obj: Kernel): PointerFact {
  if (obj.trust === 'rcu') {
    const end = lastUnlock(state);
    return { kind: 'section-ended', site: end && siteOf(end) };
  }
  const isRead = obj.from === 'lapsed' || obj.from === 'slot';
  if (isRead) return { kind: 'untrusted', why: cx.root.sleepable === true ? 'no-section' : undefined };
  return { kind: 'untrusted', why: obj.from === 'marked' ? 'field' : undefined };
}

function lastUnlock(state: State): Trace | undefined {
  for (let t = state.trace, n = 0; t && n < FAR_BACK; t = t.before, n++)
    if (t.step.kind === 'unlock' && t.step.what === 'rcu') return t;
  return undefined;
}
