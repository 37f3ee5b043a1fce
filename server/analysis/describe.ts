/** A value of one path in words: who owns it, may it be NULL, how long it may be used. */
import { successors } from '../../bpf/flow/finish.ts';
import type { At, Graph } from '../../bpf/flow/graph.ts';
import { nullness } from './domain/numbers.ts';
import type { State } from './domain/state.ts';
import type { Trace } from './domain/trace.ts';
import { standing } from './domain/trust.ts';
import type { Kernel, Value } from './domain/values.ts';
import type { Context } from './engine/context.ts';

/** `line 12`, or `line 12 of util.bpf.h` when it is another file. */
export type LineOf = (graph: Graph, at: At) => string;

/** Values with one key are described alike. */
export function keyOf(state: State, value: Value): string {
  if (value.k === 'num') return value.lo === 0 && value.hi === 0 ? 'NULL' : 'number';
  if (value.k !== 'ptr') return value.k;
  const isNull = nullness(state, value.nid);
  const { obj } = value;
  if (obj.o === 'kernel') return `${obj.id} ${standing(state, obj)} ${isNull} ${state.rcu > 0}`;
  if (obj.o === 'mem') return `${obj.id} ${state.refs.has(obj.ref)} ${isNull}`;
  return obj.o === 'value' ? `${obj.map} ${isNull}` : obj.o;
}

/** undefined: there is nothing to say of it. */
export function describe(
  cx: Context,
  state: State,
  value: Value,
  place: { readonly graph: Graph; readonly block: number; readonly index: number },
  lineOf: LineOf,
): string | undefined {
  if (value.k === 'uninit') return 'no value yet';
  if (value.k === 'num') return value.lo === 0 && value.hi === 0 ? 'NULL' : undefined;
  if (value.k !== 'ptr') return undefined;
  const { obj } = value;
  const isNull = nullness(state, value.nid);
  if (isNull === true) return obj.o === 'unknown' ? undefined : 'NULL';
  const fact =
    obj.o === 'kernel'
      ? kernelFact(cx, state, obj, place, lineOf)
      : obj.o === 'mem' && obj.ref
        ? referenceFact(state, obj.ref, lineOf)
        : obj.o === 'value' && obj.map
          ? `value of map \`${obj.map}\``
          : undefined;
  return fact && isNull === undefined ? `${fact}, may be NULL` : fact;
}

function kernelFact(
  cx: Context,
  state: State,
  obj: Kernel,
  place: { readonly graph: Graph; readonly block: number; readonly index: number },
  lineOf: LineOf,
): string | undefined {
  const worth = standing(state, obj);
  switch (worth) {
    case 'owned':
    case 'dead':
      return referenceFact(state, obj.ref, lineOf);
    case 'rcu':
      return `RCU pointer, ${validity(state, place, lineOf)}`;
    case 'trusted':
      return obj.from === 'argument' ? 'trusted: an argument that the kernel passes' : 'trusted, not owned';
    case 'untrusted':
      return `untrusted${whyUntrusted(cx, state, obj, lineOf)}`;
    default:
      return undefined;
  }
}

function referenceFact(state: State, ref: number, lineOf: LineOf): string {
  const live = state.refs.get(ref);
  if (live) return `owned since ${lineOf(live.graph, live.at)} (\`${live.by}\`)`;
  for (let t = state.trace, n = 0; t && n < FAR_BACK; t = t.before, n++) {
    const { step } = t;
    if (step.kind === 'release' && step.ref === ref)
      return `released at ${lineOf(t.graph, t.at)} (\`${step.by}\`)`;
    if (step.kind === 'transfer' && step.ref === ref)
      return `given away at ${lineOf(t.graph, t.at)}: a kptr slot or container owns it`;
  }
  return 'no longer owned';
}

const FAR_BACK = 5_000;

/** Where the explicit section that it was read in ends, as far as this function shows. */
function validity(
  state: State,
  place: { readonly graph: Graph; readonly block: number; readonly index: number },
  lineOf: LineOf,
): string {
  if (state.rcu === 0) return 'valid until the program ends: it runs under RCU';
  const ends = nextUnlocks(place.graph, place.block, place.index).map((at) => lineOf(place.graph, at));
  const lines = [...new Set(ends)];
  if (lines.length === 0) return 'valid until the RCU section ends';
  return `valid until ${lines.slice(0, 3).join(' or ')} (\`bpf_rcu_read_unlock\`)`;
}

/** The unlocks that come next on the ways from here, in source order. */
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

function whyUntrusted(cx: Context, state: State, obj: Kernel, lineOf: LineOf): string {
  if (obj.trust === 'rcu') {
    const end = lastUnlock(state);
    return end ? `: its RCU section ended at ${lineOf(end.graph, end.at)}` : ': its RCU section has ended';
  }
  if (obj.from === 'lapsed' || obj.from === 'slot')
    return cx.root.sleepable === true ? ': read outside an RCU section' : '';
  return obj.from === 'marked' ? ': the field is not trusted' : '';
}

function lastUnlock(state: State): Trace | undefined {
  for (let t = state.trace, n = 0; t && n < FAR_BACK; t = t.before, n++)
    if (t.step.kind === 'unlock' && t.step.what === 'rcu') return t;
  return undefined;
}
