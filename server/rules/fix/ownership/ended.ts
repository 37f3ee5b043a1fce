/**
 * A reference that was used once more after it had ended, as the ways to mend it see it. Both places are looked at in the
 * function that they are both in: what ended it may be the call of a function that does.
 */
import type { At, Graph } from '../../../../bpf/flow/graph.ts';
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import { endsDynptr } from '../../../../bpf/kernel/releases.ts';
import type { ArgRole, KernelFunction } from '../../../../bpf/kernel/types.ts';
import type { CNode, ParsedFile } from '../../../../bpf/syntax/types.ts';
import { steps, type Trace } from '../../../analysis/domain/trace.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { FixContext } from '../candidate.ts';
import { bareNode, bareText } from '../expression.ts';
import { takersOf } from '../holder.ts';
import { type Common, commonBlock } from '../region.ts';
import {
  absolute,
  argumentsOf,
  chainAt,
  functionAround,
  kidOf,
  mentions,
  type Placed,
  placed,
  statementAt,
  textOf,
  within,
} from '../tree.ts';

export type EndedFault = FaultOf<'use-after-release', KindOf<'use-after-release'>>;

/** What is asked of any fault that is about such a use. */
export type LateUse = Pick<EndedFault, 'trace' | 'refId' | 'nid' | 'graph' | 'at' | 'subject'>;

export interface Ended {
  readonly cx: FixContext;
  readonly fault: LateUse;
  readonly fn: CNode;
  /** The call that ended it, and what it was given. */
  readonly call: CNode;
  readonly callee: string;
  readonly given: CNode;
  readonly how: 'release' | 'transfer' | 'function';
  /** Statements of the two. */
  readonly ender: Placed;
  readonly use: Placed;
  /** The block that has both, and its statements that they are in. */
  readonly common: Common;
  /** The expression that was given, and all that hold the same. */
  readonly name: string;
  readonly names: ReadonlySet<string>;
  /** Where it ended: in the call, or in what that calls. */
  readonly origin: Site;
  /** The next round of a loop uses what the last one ended. */
  readonly isRound: boolean;
}

export interface Site {
  readonly graph: Graph;
  readonly at: At;
}

/** Where it ended and where it was used, in one function; `frames`: the calls on the way to where it ended. */
interface Pair {
  readonly ender: Site;
  readonly use: Site;
  readonly origin: Site;
  readonly frames: readonly Site[];
}

export function endedBefore(fault: LateUse, cx: FixContext): Ended | undefined {
  for (const pair of [traced(fault), traced(fault, true), written(fault, cx.file)]) {
    const ended = pair && seenFrom(pair, fault, cx);
    if (ended) return ended;
  }
  return undefined;
}

function seenFrom(pair: Pair, fault: LateUse, cx: FixContext): Ended | undefined {
  if (pair.ender.graph.path !== cx.file.path || pair.use.graph.path !== cx.file.path) return undefined;
  const place = absolute(pair.ender.graph, pair.ender.at);
  const usePlace = absolute(pair.use.graph, pair.use.at);
  const call = chainAt(cx.file, place).find(({ type }) => type === 'call_expression');
  const ender = statementAt(cx.file, place);
  const use = statementAt(cx.file, usePlace);
  const fn = ender && functionAround(ender.around);
  const common = commonBlock(cx.file, place, usePlace);
  const function_ = call && kidOf(call, 'function');
  if (!call || !ender || !use || !fn || !common || !function_) return undefined;
  const callee = textOf(cx.file, function_);
  const how = howOf(callee);
  const given = how && givenTo(call, callee, cx.file, fault, use);
  if (!how || !given) return undefined;
  const record = lookupFunction(callee);
  const text = bareText(cx.file, given);
  const { name, names } = heldBy(record, text, fn, use, fault, cx.file);
  const isRound = usePlace.start <= place.start;
  return {
    cx,
    fault,
    fn,
    call,
    callee,
    given,
    how,
    ender,
    use,
    common,
    name,
    names,
    isRound,
    origin: pair.origin,
  };
}

/** What ends with it: an element of an iterator is used by another name. */
function heldBy(
  record: KernelFunction | undefined,
  text: string,
  fn: CNode,
  use: Placed,
  fault: LateUse,
  file: ParsedFile,
): Pick<Ended, 'name' | 'names'> {
  if (record?.effect === 'iter-destroy') {
    const names = elementsOf(file, fn, text);
    const name = [...names].find((other) => mentions(file, use.node, other));
    return { name: name ?? text.replace(/^&/, ''), names };
  }
  if (record && endsDynptr(record))
    return { name: text.replace(/^&/, ''), names: dynptrNames(file, fn, text) };
  const name = text.replace(/^&(\w+)->.*$/, '$1');
  return { name, names: aliases(file, fn, name, fault.subject) };
}

/** The last frames that the end and the use have in common, and where they part; `isCallback`: rounds of one callback are one frame. */
export function traced(fault: LateUse, isCallback = false): Pair | undefined {
  const all = steps(fault.trace);
  const i = all.findLastIndex(
    ({ step }) => (step.kind === 'release' || step.kind === 'transfer') && step.ref === fault.refId,
  );
  const ended = all[i];
  if (!ended) return undefined;
  const there: Site[] = [...framesOf(all.slice(0, i)), ended];
  const here: Site[] = [...framesOf(all), fault];
  let depth = 0;
  while (isSame(there, here, depth) || (isCallback && isSameCall(there, here, depth))) depth++;
  const ender = there[depth];
  const use = here[depth];
  return ender && use && ender.graph === use.graph ? { ender, use, origin: ended, frames: there } : undefined;
}

const isSame = (there: readonly Site[], here: readonly Site[], depth: number): boolean =>
  there[depth] !== undefined && there[depth] === here[depth];

/** The same call led to the same function. */
function isSameCall(there: readonly Site[], here: readonly Site[], depth: number): boolean {
  const [a, b] = [there[depth], here[depth]];
  const [inA, inB] = [there[depth + 1], here[depth + 1]];
  if (!a || !b || !inA || !inB) return false;
  return a.graph === b.graph && a.at.start === b.at.start && inA.graph === inB.graph;
}

/** Calls that were entered and not left. */
function framesOf(all: readonly Trace[]): Trace[] {
  const frames: Trace[] = [];
  for (const t of all) {
    if (t.step.kind === 'enter') frames.push(t);
    else if (t.step.kind === 'leave') frames.pop();
  }
  return frames;
}

/** Where the path has no note of it: the last call above that ends or moves what has this name. */
function written(fault: LateUse, file: ParsedFile): Pair | undefined {
  const span = absolute(fault.graph, fault.at);
  const fn = functionAround(chainAt(file, span));
  const roots = new Set(textOf(file, span).match(/[A-Za-z_]\w*/g));
  const calls =
    fn && [...within(fn)].filter(({ type, end }) => type === 'call_expression' && end <= span.start);
  const last = calls?.findLast((call) => {
    const callee = kidOf(call, 'function');
    if (!callee || !howOf(textOf(file, callee))) return false;
    return argumentsOf(call).some((arg) => roots.has(/\w+/.exec(bareText(file, arg))?.[0] ?? ''));
  });
  if (!last) return undefined;
  const { start } = fault.graph;
  const ender = { graph: fault.graph, at: { start: last.start - start, end: last.end - start } };
  return { ender, use: fault, origin: ender, frames: [] };
}

function howOf(callee: string): Ended['how'] | undefined {
  const record = lookupFunction(callee);
  if (!record) return 'function';
  if (record.params.some(({ arg }) => arg.role === 'transfer')) return 'transfer';
  return record.params.some(({ arg }) => isEnded(record, arg)) ? 'release' : undefined;
}

function isEnded({ effect }: KernelFunction, arg: ArgRole): boolean {
  if (arg.role === 'iterator') return effect === 'iter-destroy';
  return arg.role === 'dynptr' ? arg.use === 'end' : arg.role === 'object' && arg.trust === 'release';
}

/** The argument that the reference was. */
function givenTo(
  call: CNode,
  callee: string,
  file: ParsedFile,
  fault: LateUse,
  use: Placed,
): CNode | undefined {
  const args = argumentsOf(call);
  const record = lookupFunction(callee);
  if (record) {
    return args[record.params.findIndex(({ arg }) => arg.role === 'transfer' || isEnded(record, arg))];
  }
  const later = textOf(file, use.node) + fault.subject;
  return args.find((arg) => later.includes(bareText(file, arg))) ?? args[0];
}

/** What is assigned from one another in the function. */
export function aliases(file: ParsedFile, fn: CNode, name: string, subject: string): Set<string> {
  const names = new Set([name]);
  const plain = /[\w.>[\]*-]+(?=\)*$)/.exec(subject.trim())?.[0];
  if (plain && /^[A-Za-z_]/.test(plain)) names.add(plain);
  for (const node of within(fn)) {
    const from = node.type === 'init_declarator' ? kidOf(node, 'value') : rightOf(node);
    const to = node.type === 'init_declarator' ? kidOf(node, 'declarator') : kidOf(node, 'left');
    if (!from || !to) continue;
    const source = bareText(file, from);
    const target = textOf(file, to).replace(/^\*+\s*/, '');
    if (names.has(source)) names.add(target);
    else if (names.has(target) && /^[A-Za-z_]\w*$/.test(source) && source !== 'NULL') names.add(source);
  }
  return names;
}

/** `ptr` of `&ptr`, its clones, and the slices of them: all that goes with the record. */
function dynptrNames(file: ParsedFile, fn: CNode, given: string): Set<string> {
  const names = new Set([given, given.replace(/^&/, '')]);
  for (const node of within(fn)) {
    if (
      node.type === 'call_expression' &&
      textOf(file, kidOf(node, 'function') ?? node) === 'bpf_dynptr_clone'
    ) {
      const [from, to] = argumentsOf(node).map((arg) => textOf(file, arg));
      if (from && to && names.has(from)) for (const name of [to, to.replace(/^&/, '')]) names.add(name);
    }
    const value = node.type === 'init_declarator' ? kidOf(node, 'value') : rightOf(node);
    const to = node.type === 'init_declarator' ? kidOf(node, 'declarator') : kidOf(node, 'left');
    if (!value || !to) continue;
    const from = bareNode(file, value);
    const isOf = argumentsOf(from).some((arg) => names.has(textOf(file, arg)));
    const makes = lookupFunction(textOf(file, kidOf(from, 'function') ?? from))?.effect;
    if ((isOf && makes === 'dynptr-slice') || names.has(textOf(file, from)))
      names.add(textOf(file, to).replace(/^\*+\s*/, ''));
  }
  return names;
}

/** What was assigned from calls that were given the iterator, and what that was assigned to. */
function elementsOf(file: ParsedFile, fn: CNode, iterator: string): Set<string> {
  const names = new Set<string>();
  for (const call of within(fn)) {
    if (call.type !== 'call_expression') continue;
    if (!argumentsOf(call).some((arg) => textOf(file, arg) === iterator)) continue;
    for (const name of takersOf(file, placed(file, call).around, call))
      for (const other of aliases(file, fn, name.replace(/^\*+\s*/, ''), '')) names.add(other);
  }
  return names;
}

const rightOf = (node: CNode): CNode | undefined =>
  node.type === 'assignment_expression' ? kidOf(node, 'right') : undefined;
