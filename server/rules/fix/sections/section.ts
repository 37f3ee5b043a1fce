/** Sections and locks as a function writes them: what opens one, what closes it, and in which words this file does so. */
import type { FunctionInfo } from '../../../../bpf/flow/graph.ts';
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import type { Section } from '../../../../bpf/kernel/faults/unbalanced-rcu-section.ts';
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import { closerOf } from '../../../../bpf/kernel/locks.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { steps, type Trace } from '../../../analysis/domain/trace.ts';
import type { Fault, FaultOf } from '../../../analysis/engine/faults.ts';
import type { Candidate, FixContext, TextEdit } from '../candidate.ts';
import { declaredBeside } from '../declare.ts';
import type { Code } from '../edits.ts';
import {
  absolute,
  argumentsOf,
  type Chain,
  callsOf,
  chainAt,
  isStatement,
  kidOf,
  type Placed,
  placed,
  textOf,
} from '../tree.ts';

export type UnbalancedFault = FaultOf<'unbalanced-rcu-section', KindOf<'unbalanced-rcu-section'>>;

export const RCU_LOCK = 'bpf_rcu_read_lock';
export const RCU_UNLOCK = 'bpf_rcu_read_unlock';

/** Sections as the steps of a trace name them. */
export const TRACED_AS: Readonly<Record<Section, string>> = {
  bpf_rcu_read_lock: 'rcu',
  bpf_preempt_disable: 'preempt',
  bpf_local_irq_save: 'irq',
  bpf_spin_lock: 'spin',
  bpf_res_spin_lock: 'spin',
};

/** A call that opened something on the path. */
export interface Opened {
  readonly step: Trace;
  /** Its position among the steps. */
  readonly index: number;
  readonly call: CallSite | undefined;
}

export interface CallSite {
  readonly name: string;
  /** Its arguments as written. */
  readonly args: readonly string[];
  readonly node: CNode;
  readonly around: Chain;
}

/** The last step that opened such a section. */
export function openedBy(cx: FixContext, fault: Pick<Fault, 'trace'>, section: Section): Opened | undefined {
  const all = steps(fault.trace);
  const what = TRACED_AS[section];
  const index = all.findLastIndex(({ step }) => step.kind === 'lock' && step.what === what);
  const step = all[index];
  return step && { step, index, call: callSite(cx, step) };
}

/** The call at a step of the trace, where text of this file shows it. */
export function callSite(cx: FixContext, { graph, at }: Pick<Trace, 'graph' | 'at'>): CallSite | undefined {
  if (graph.path !== cx.file.path) return undefined;
  const chain = chainAt(cx.file, absolute(graph, at));
  const i = chain.findIndex(({ type }) => type === 'call_expression');
  const call = chain[i];
  if (!call) return undefined;
  return {
    name: textOf(cx.file, kidOf(call, 'function') ?? call),
    args: argumentsOf(call).map((arg) => textOf(cx.file, arg)),
    node: call,
    around: chain.slice(i + 1),
  };
}

/** Ways to close what was opened there, as this file would: through its own function first. */
export function closingsOf(cx: FixContext, section: Section, { call, step }: Opened, from: string): Code[] {
  const kernels = call && closerOf(call.name);
  const close = kernels ?? closerOf(section)!;
  const needsArguments = lookupFunction(close)?.params.length !== 0;
  if (needsArguments) {
    if (!kernels || step.graph.name !== from) return [];
    return [[`${close}(${call.args.join(', ')});`]];
  }
  const isWrapped = !kernels || ownNames(cx, call.name).includes(step.graph.name);
  const own = isWrapped ? ownNames(cx, close).map((name) => [`${name}();`]) : [];
  return [...own, [`${close}();`]];
}

/** Functions and macros of this file without arguments that are that call and nothing else. */
export function ownNames(cx: FixContext, callee: string): string[] {
  const functions = [...cx.module.functions.values()].filter((fn) => isOnlyCall(cx, fn, callee));
  const macros = [...cx.file.macros.values()].filter(
    ({ params, body, path }) =>
      path === cx.file.path && params?.length === 0 && body.replace(/[\s;]/g, '') === `${callee}()`,
  );
  return [...functions, ...macros].map(({ name }) => name);
}

function isOnlyCall(cx: FixContext, fn: FunctionInfo, callee: string): boolean {
  if (fn.path !== cx.file.path || fn.params.length > 0 || fn.section) return false;
  const calls = fn.graph().blocks.flatMap(({ instrs }) => instrs.filter((instr) => instr.op === 'call'));
  return calls.length === 1 && calls[0]!.callee === callee;
}

/** Functions of this file that pass their only parameter to that call, and do nothing else. */
export function passingOn(cx: FixContext, callee: string): string[] {
  return [...cx.module.functions.values()]
    .filter((fn) => {
      if (fn.path !== cx.file.path || fn.params.length !== 1 || fn.section) return false;
      const graph = fn.graph();
      const calls = graph.blocks.flatMap(({ instrs }) => instrs.filter((instr) => instr.op === 'call'));
      return calls.length === 1 && calls[0]!.callee === callee && calls[0]!.args[0] === graph.params[0]!.reg;
    })
    .map(({ name }) => name);
}

/** Statements of a function that are such a call and nothing else. */
export function callStatements(cx: FixContext, fn: CNode, name: string): Placed[] {
  return callsOf(cx.file, fn, name)
    .map((call) => placed(cx.file, call).around[0])
    .filter((node) => node?.type === 'expression_statement')
    .map((node) => placed(cx.file, node!));
}

/** The statement that holds a step of the trace, if it is in this file. */
export function statementOf(cx: FixContext, { graph, at }: Pick<Trace, 'graph' | 'at'>): Placed | undefined {
  if (graph.path !== cx.file.path) return undefined;
  const node = chainAt(cx.file, absolute(graph, at)).find(isStatement);
  return node && placed(cx.file, node);
}

/** Adds the declarations of kernel functions that the ways call, where the file declares such functions itself. */
export function* declaring(cx: FixContext, ways: Iterable<Candidate>): Generator<Candidate, void, void> {
  for (const { edits, ...way } of ways) {
    const inOrder = [...edits].sort((a, b) => a.start - b.start);
    const calls = inOrder.flatMap(({ newText }) =>
      [...newText.matchAll(/\b(bpf_\w+)\(/g)].map(([, name]) => name!),
    );
    const declarations = [...new Set(calls)].flatMap((name) => declarationOf(cx, name));
    yield { ...way, edits: [...declarations, ...edits] };
  }
}

function declarationOf(cx: FixContext, name: string): TextEdit[] {
  const wanted = lookupFunction(name);
  if (!wanted) return [];
  for (const [beside, { attributes }] of cx.module.externs) {
    if (!attributes.includes('__ksym')) continue;
    const edits = declaredBeside(cx, wanted, beside);
    if (edits.length > 0) return edits;
  }
  return [];
}
