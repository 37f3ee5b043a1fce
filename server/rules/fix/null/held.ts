/** What a function holds at a point of a path, and the statements that give it back: references, sections, locks. */
import type { Graph } from '../../../../bpf/flow/graph.ts';
import { lookupFunction, releasersOf, returnsAt } from '../../../../bpf/kernel/index.ts';
import { endersOf, sectionEndOf } from '../../../../bpf/kernel/releases.ts';
import type { KernelFunction } from '../../../../bpf/kernel/types.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { steps, type Trace } from '../../../analysis/domain/trace.ts';
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { FixContext } from '../candidate.ts';
import type { Code } from '../edits.ts';
import { madeAt } from '../holder.ts';
import { rootOf } from '../place.ts';
import { releasesOf, wrappersOf } from '../release.ts';
import { absolute, argumentsOf, callsOf, chainAt, kidOf, textOf, within } from '../tree.ts';
import { parametersOf } from './exit-models.ts';

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

/** A point of a fault's path. */
export interface HeldAt {
  readonly graph: Graph;
  readonly fn: CNode;
  /** Steps of the path up to there. */
  readonly end: number;
  readonly offset: number;
}

/** The last one taken first; but for the pointer at fault, which is NULL there. */
export function heldAt(cx: FixContext, fault: Fault, at: HeldAt): Held[] {
  const all = steps(fault.trace).slice(0, at.end);
  const from = entryOf(all, at.graph);
  const live = new Map<number, number>();
  const sections: number[] = [];
  for (const [i, { step }] of all.entries()) {
    if (step.kind === 'acquire' && step.ref !== fault.nid) live.set(step.ref, i);
    else if (step.kind === 'release' || step.kind === 'transfer') live.delete(step.ref);
    else if (step.kind === 'lock' && i >= from) sections.push(i);
    else if (step.kind === 'unlock') sections.pop();
  }
  const own = [...live.values()].filter((i) => i >= from);
  const open = [...own, ...sections]
    .sort((a, b) => b - a)
    .map((i) => (own.includes(i) ? reference(cx, fault, at, all, i) : section(cx, at, all[i]!)))
    .filter((held): held is Held => held !== undefined);
  const held = [...records(cx, at), ...open];
  return live.size > own.length ? [...held, ...takenOver(cx, at.fn)] : held;
}

/** A record of a ring buffer behind a dynptr, which no step of the path tells of. */
function records(cx: FixContext, { fn, offset }: HeldAt): Held[] {
  const enders = ['bpf_ringbuf_discard_dynptr', 'bpf_ringbuf_submit_dynptr'];
  const ended = enders.flatMap((name) => callsOf(cx.file, fn, name)).filter(({ start }) => start < offset);
  return callsOf(cx.file, fn, 'bpf_ringbuf_reserve_dynptr').flatMap((call): Held[] => {
    const dynptr = argumentsOf(call).at(-1);
    const holder = dynptr && textOf(cx.file, dynptr);
    const isOver = ended.some(
      ({ start, kids }) =>
        start > call.end && kids.some((kid) => textOf(cx.file, kid).includes(holder ?? '')),
    );
    if (!holder || call.start > offset || isOver) return [];
    return [
      { holder, start: call.start, enders, argument: holder, codes: [[`${enders[0]}(${holder}, 0);`]] },
    ];
  });
}

/** Parameters that the function ends itself: it owns what it is given. */
function takenOver(cx: FixContext, fn: CNode): Held[] {
  return parametersOf(cx, fn).flatMap((holder) => {
    const [ender] = releasersOf(structOf(cx, fn, holder)).map(lookupFunction);
    if (!ender) return [];
    const enders = [ender.name, ...wrappersOf(cx, ender, fn.start).map(({ name }) => name)];
    const isEnded = enders
      .flatMap((name) => callsOf(cx.file, fn, name))
      .some((call) => argumentsOf(call).some((arg) => textOf(cx.file, arg) === holder));
    if (!isEnded) return [];
    return [
      { holder, start: fn.start, enders, argument: holder, codes: releasesOf(cx, ender, holder, fn.start) },
    ];
  });
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
  { graph, fn }: HeldAt,
  all: readonly Trace[],
  i: number,
): Held | undefined {
  const { step } = all[i]!;
  if (step.kind !== 'acquire') return undefined;
  const made = madeAt({ trace: fault.trace, refId: step.ref, graph }, cx.file, all, i);
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

function section(cx: FixContext, { fn, offset }: HeldAt, taken: Trace): Held | undefined {
  const call = chainAt(cx.file, absolute(taken.graph, taken.at)).find(
    ({ type }) => type === 'call_expression',
  );
  const begin = call && lookupFunction(textOf(cx.file, kidOf(call, 'function') ?? call));
  const end = begin && sectionEndOf(begin);
  // A macro that ends it by itself is no such function.
  if (!call || !end || !isIn(fn, call)) return undefined;
  // Where a section of RCU ends is a step of the path; of the others only the text tells.
  const isOver = callsOf(cx.file, fn, end.name).some(({ start }) => call.end < start && start < offset);
  if (end.effect !== 'rcu-unlock' && isOver) return undefined;
  const argument = argumentsOf(call)
    .map((node) => textOf(cx.file, node))
    .join(', ');
  return {
    holder: '',
    start: call.start,
    enders: [end.name],
    argument,
    codes: [[`${end.name}(${argument});`]],
  };
}
