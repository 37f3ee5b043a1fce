/** What a function holds at a point of a path, and the statements that give it back: references, sections, locks. */
import type { Graph } from '../../../bpf/flow/graph.ts';
import { lookupFunction, releasersOf, returnsAt } from '../../../bpf/kernel/index.ts';
import { endersOf } from '../../../bpf/kernel/releases.ts';
import type { KernelFunction } from '../../../bpf/kernel/types.ts';
import type { CNode } from '../../../bpf/syntax/types.ts';
import { steps, type Trace } from '../../analysis/domain/trace.ts';
import type { Fault } from '../../analysis/engine/faults.ts';
import type { FixContext } from './candidate.ts';
import type { Code } from './edits.ts';
import { madeAt } from './holder.ts';
import { rootOf } from './place.ts';
import { releasesOf, wrappersOf } from './release.ts';
import { absolute, argumentsOf, callsOf, chainAt, kidOf, textOf, within } from './tree.ts';

export interface Held {
  /** The reference's variable; '' for a section or lock. */
  readonly holder: string;
  /** Where it was taken, in the function that holds it. */
  readonly start: number;
  /** Names of the calls that give it back. */
  readonly enders: readonly string[];
  /** What is passed to them. */
  readonly argument: string;
  /** Ways to write it: for a reference the last one has a test. */
  readonly codes: readonly Code[];
}

/** The last one taken first. `end`: steps of the path up to there; `except`: a reference that is NULL there. */
export function heldAt(
  cx: FixContext,
  fault: Fault,
  graph: Graph,
  fn: CNode,
  end: number,
  except: number,
): Held[] {
  const all = steps(fault.trace).slice(0, end);
  const from = entryOf(all, graph);
  const references = new Map<number, number>();
  const locks: number[] = [];
  for (let i = from; i < all.length; i++) {
    const { step } = all[i]!;
    if (step.kind === 'acquire' && step.ref !== except) references.set(step.ref, i);
    else if (step.kind === 'release' || step.kind === 'transfer') references.delete(step.ref);
    else if (step.kind === 'lock') locks.push(i);
    else if (step.kind === 'unlock') locks.pop();
  }
  const open = [...references.entries(), ...locks.map((i) => [0, i] as const)];
  return open
    .sort(([, a], [, b]) => b - a)
    .map(([ref, i]) => (ref ? reference(cx, fault, graph, fn, all, i, ref) : lock(cx, fn, all[i]!, end, all)))
    .filter((held): held is Held => held !== undefined);
}

/** The step behind the call of the function that is running at the end. */
function entryOf(all: readonly Trace[], graph: Graph): number {
  const running: { readonly name: string; readonly from: number }[] = [];
  for (const [i, { step }] of all.entries()) {
    if (step.kind === 'enter') running.push({ name: step.name, from: i + 1 });
    else if (step.kind === 'leave') running.pop();
  }
  return running.findLast(({ name }) => name === graph.name)?.from ?? 0;
}

function reference(
  cx: FixContext,
  fault: Fault,
  graph: Graph,
  fn: CNode,
  all: readonly Trace[],
  i: number,
  ref: number,
): Held | undefined {
  const { step } = all[i]!;
  if (step.kind !== 'acquire') return undefined;
  const made = madeAt({ trace: fault.trace, refId: ref, graph }, cx.file, all, i);
  const holder = made?.holders[0];
  if (!made || !holder || !isIn(fn, made.here.call) || isCleanedUp(cx, fn, holder)) return undefined;
  const ender = enderOf(cx, fn, step.by, holder);
  if (!ender) return undefined;
  return {
    holder,
    start: made.here.call.start,
    enders: [ender.name, ...wrappersOf(cx, ender, fn.start).map(({ name }) => name)],
    argument: holder,
    codes: releasesOf(cx, ender, holder, fn.start),
  };
}

const isIn = (outer: CNode, inner: CNode): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** `__free(...)`: it is given back where the variable goes out of scope. */
function isCleanedUp(cx: FixContext, fn: CNode, holder: string): boolean {
  const declarator = [...within(fn)].find(
    (node) =>
      node.field === 'declarator' && node.type === 'identifier' && textOf(cx.file, node) === rootOf(holder),
  );
  if (!declarator) return false;
  const rest = cx.file.text.indexOf(';', declarator.end);
  const next = cx.file.marks.find(({ kind, start }) => kind === 'cleanup' && start >= declarator.end);
  return (
    next !== undefined && next.start < rest && !cx.file.text.slice(declarator.end, next.start).includes(',')
  );
}

function enderOf(cx: FixContext, fn: CNode, by: string, holder: string): KernelFunction | undefined {
  const record = lookupFunction(by);
  const returns = record && returnsAt(record, cx.kernel);
  const made = returns && 'struct' in returns && returns.struct !== '*' ? returns.struct : '';
  const known = made && releasersOf(made).length > 0 ? made : structOf(cx, fn, holder);
  return endersOf(by, by === 'bpf_ringbuf_reserve' ? 'record' : known, cx.kernel)[0];
}

/** `bpf_cpumask` where the variable is declared as `struct bpf_cpumask *`. */
export function structOf(cx: FixContext, fn: CNode, variable: string): string {
  for (const node of within(fn)) {
    if (node.type !== 'declaration' && node.type !== 'parameter_declaration') continue;
    const isIt = node.kids.some(
      (kid) =>
        kid.field === 'declarator' &&
        [...within(kid)].some((name) => name.type === 'identifier' && textOf(cx.file, name) === variable),
    );
    const type = kidOf(node, 'type');
    if (isIt && type?.type === 'struct_specifier') return textOf(cx.file, kidOf(type, 'name') ?? type);
  }
  return '';
}

/** Calls that begin something, and what ends it; a macro that ends it by itself is none of them. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock'],
  ['bpf_preempt_disable', 'bpf_preempt_enable'],
  ['bpf_local_irq_save', 'bpf_local_irq_restore'],
  ['bpf_spin_lock', 'bpf_spin_unlock'],
  ['bpf_res_spin_lock', 'bpf_res_spin_unlock'],
]);

function lock(cx: FixContext, fn: CNode, taken: Trace, end: number, all: readonly Trace[]): Held | undefined {
  const call = chainAt(cx.file, absolute(taken.graph, taken.at)).find(
    ({ type }) => type === 'call_expression',
  );
  const name = call && textOf(cx.file, kidOf(call, 'function') ?? call);
  const ender = name && ENDS.get(name);
  if (!call || !ender || !isIn(fn, call)) return undefined;
  // The end of a section of RCU is a step of the path; of the others only the text tells.
  const last = all[end - 1];
  const before = last ? absolute(last.graph, last.at).start : call.end;
  const isOver = callsOf(cx.file, fn, ender).some(({ start }) => call.end < start && start < before);
  if (ender !== 'bpf_rcu_read_unlock' && isOver) return undefined;
  const argument = argumentsOf(call)
    .map((node) => textOf(cx.file, node))
    .join(', ');
  return {
    holder: '',
    start: call.start,
    enders: [ender],
    argument,
    codes: [[`${ender}(${argument});`]],
  };
}
