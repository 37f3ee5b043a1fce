/** A pointer that may be NULL where it is used, as the ways to mend it see it. */
import type { Graph } from '../../../../bpf/flow/graph.ts';
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { steps, type Trace } from '../../../analysis/domain/trace.ts';
import type { Fault, FaultOf } from '../../../analysis/engine/faults.ts';
import type { FixContext } from '../candidate.ts';
import { type Made, madeAt } from '../holder.ts';
import {
  absolute,
  type Chain,
  chainAt,
  functionAround,
  indexIn,
  kidOf,
  type Placed,
  placed,
  statementAt,
  textOf,
  within,
} from '../tree.ts';
import { accessedPointers, expressionAt, isPlace, passedPointers } from './pointer.ts';

export type NullFault =
  | FaultOf<'possibly-null-argument', KindOf<'possibly-null-argument'>>
  | FaultOf<'possibly-null-dereference', KindOf<'possibly-null-dereference'>>;

export interface Untested {
  readonly cx: FixContext;
  readonly fault: Fault;
  readonly all: readonly Trace[];
  /** What is NULL at the fault, the likeliest expression first. */
  readonly pointers: readonly CNode[];
  /** The statement at fault and its function. */
  readonly use: Placed;
  readonly fn: CNode;
  readonly origin: Origin | undefined;
}

/** Where the value came from, in the function that both its maker and its user were called by. */
export interface Origin {
  readonly made: Made;
  readonly graph: Graph;
  readonly fn: CNode;
  readonly statement: Placed;
  /** The function that returned it; '' when it was read. */
  readonly by: string;
  /** The same as it is called there: a function of the file may have passed it on. */
  readonly behind: string;
  /** Steps of the path up to it. */
  readonly end: number;
}

/** Undefined where this file's text does not show what is at fault. */
export function untestedOf(fault: Fault, cx: FixContext): Untested | undefined {
  if (fault.graph.path !== cx.file.path) return undefined;
  const span = absolute(fault.graph, fault.shown);
  const use = outermost(cx, statementAt(cx.file, span));
  const fn = use && functionAround(use.around);
  if (!use || !fn) return undefined;
  const all = steps(fault.trace);
  const node = expressionAt(cx.file, span);
  const pointers = pointersAt(fault, cx, node);
  return { cx, fault, all, pointers, use, fn, origin: originOf(fault, cx, all) };
}

function pointersAt(fault: Fault, { file }: FixContext, node: CNode): CNode[] {
  if (fault.id === 'possibly-null-dereference') return accessedPointers(file, node);
  if (fault.id !== 'uninitialised-pointer') return passedPointers(file, node);
  return [...within(node)].filter((kid) => isPlace(kid) && textOf(file, kid) === fault.subject);
}

/** `use(p)` of `if (x) use(p)` stays; `p` of a declaration's initialiser is the declaration. */
function outermost(cx: FixContext, statement: Placed | undefined): Placed | undefined {
  const [parent] = statement?.around ?? [];
  return parent?.type === 'labeled_statement' ? placed(cx.file, statement!.node) : statement;
}

function originOf(fault: Fault, cx: FixContext, all: readonly Trace[]): Origin | undefined {
  const i = all.findLastIndex(({ step }) => step.kind === 'origin' && step.nid === fault.nid);
  const at = all[i];
  if (!at || fault.nid === 0) return undefined;
  const graph = commonGraph(fault, all, i);
  const made = graph && madeAt({ trace: fault.trace, refId: fault.nid, graph }, cx.file, all, i);
  const fn = made && functionAround(made.here.around);
  const statement = made && statementAt(cx.file, made.here.call);
  if (!made || !fn || !statement || fn.start !== graph.start) return undefined;
  const [by, behind] = [made.call, made.here.call].map((call) => calleeOf(cx, call));
  return { made, graph, fn, statement, by: by ?? '', behind: behind ?? '', end: endOf(all, i) };
}

function calleeOf(cx: FixContext, call: CNode): string {
  const callee = call.type === 'call_expression' ? kidOf(call, 'function') : undefined;
  return callee ? textOf(cx.file, callee) : '';
}

/** The reference that the value is may be a step of its own before it. */
function endOf(all: readonly Trace[], i: number): number {
  let depth = 0;
  for (let k = i + 1; k < all.length; k++) {
    const { kind } = all[k]!.step;
    if (kind === 'enter') depth++;
    else if (kind === 'leave' && --depth < 0) return k + 1;
  }
  return i + 1;
}

/** The innermost function that was running at both. */
function commonGraph(fault: Fault, all: readonly Trace[], i: number): Graph | undefined {
  const atFault = [...callersAt(all, all.length), fault.graph];
  const atOrigin = [...callersAt(all, i), all[i]!.graph];
  return atOrigin.reverse().find((graph) => atFault.includes(graph));
}

function callersAt(all: readonly Trace[], end: number): Graph[] {
  const callers: Graph[] = [];
  for (const { step, graph } of all.slice(0, end)) {
    if (step.kind === 'enter') callers.push(graph);
    else if (step.kind === 'leave') callers.pop();
  }
  return callers;
}

/** Is it read, or made, in the very statement that uses it? Then there is no variable to test yet. */
export function isReadThere({ origin, use, pointers }: Untested): boolean {
  const call = origin?.made.call;
  const [pointer] = pointers;
  return (
    call !== undefined &&
    pointer !== undefined &&
    pointer.start <= call.start &&
    call.end <= pointer.end &&
    use.node.start <= call.start
  );
}

/** Variables that hold the value where it came from, those first that the fault names as well. */
export function variablesOf({ cx, origin, pointers }: Untested): string[] {
  const named = new Set(pointers.map((node) => textOf(cx.file, node)));
  // What a macro names is no word of the text.
  const holders = (origin?.made.holders ?? []).filter((name) => !cx.file.macros.has(name));
  return holders.sort((a, b) => Number(named.has(b)) - Number(named.has(a)));
}

/** Does anything in the node read or write that variable or field? */
export function namesIt(cx: FixContext, node: CNode, pointer: string): boolean {
  return [...within(node)].some((kid) => isPlace(kid) && textOf(cx.file, kid) === pointer);
}

/** The statements that follow one in its block. */
export function following({
  node,
  around,
}: {
  readonly node: CNode;
  readonly around: Chain;
}): readonly CNode[] {
  const kids = around[0]?.kids ?? [];
  return kids.slice(indexIn(kids, node) + 1);
}

export function chainOf(cx: FixContext, node: CNode): Chain {
  return chainAt(cx.file, node);
}
