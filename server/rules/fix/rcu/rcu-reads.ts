/** Where a pointer that goes wrong was read, and where it is used: in the function at fault, or in those that call it. */

import type { CNode } from '../../../../bpf/syntax/types.ts';
import { steps, type Trace } from '../../../analysis/domain/trace.ts';
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { FixContext } from '../candidate.ts';
import { castArgument } from '../casts.ts';
import { isBlock } from '../sections/region.ts';
import {
  absolute,
  argumentsOf,
  chainAt,
  functionAround,
  kidOf,
  mentions,
  placed,
  textOf,
  within,
} from '../tree.ts';

export interface Reads {
  readonly fn: CNode;
  /** The variable that holds it; '' where it is read in the very place that uses it. */
  readonly name: string;
  /** That variable and its copies. */
  readonly names: ReadonlySet<string>;
  /** What gives it its value: an expression, or the call that leaves it there. The last is the nearest to the fault. */
  readonly reads: readonly CNode[];
  /** Where it goes wrong in this function: the argument, or the call of the function that it goes wrong in. */
  readonly fault: CNode;
  /** Later uses, in the order of the text. */
  readonly uses: readonly CNode[];
}

/** In the function at fault and, where a parameter holds the pointer, its callers: the one that reads it comes first. */
export function readsOf(cx: FixContext, fault: Pick<Fault, 'graph' | 'shown' | 'trace'>): Reads[] {
  if (fault.graph.path !== cx.file.path) return [];
  const sites = sitesOf(fault.trace);
  const found: Reads[] = [];
  let node = nodeAt(cx, { graph: fault.graph, at: fault.shown });
  let call = node;
  for (;;) {
    const fn = node && functionAround(chainAt(cx.file, node));
    if (!node || !call || !fn) return found;
    const reads = readIn(cx, fn, node, call);
    const parameter = parameterOf(cx, fn, reads);
    if (parameter < 0) found.push(reads);
    const site = sites.pop();
    call = site?.graph.path === cx.file.path ? callAt(cx, site) : undefined;
    node = call && (parameter < 0 ? call : argumentsOf(call)[parameter]);
  }
}

/** With the other operands of the call, where they were read before it: a call that needs one in a section needs all. */
export function withOperands(cx: FixContext, found: Reads): Reads | undefined {
  const call = chainAt(cx.file, found.fault).find(({ type }) => type === 'call_expression');
  const others = (call ? argumentsOf(call) : [])
    .map((arg) => readIn(cx, found.fn, arg, found.fault))
    .filter(({ names, reads }) => names.size > 0 && reads.every(({ type }) => type !== 'call_expression'));
  if (others.every(({ name }) => found.names.has(name))) return undefined;
  const all = [found, ...others].flatMap(({ reads }) => reads).sort((a, b) => a.start - b.start);
  return {
    ...found,
    name: others.find(({ reads }) => reads[0] === all[0])?.name ?? found.name,
    names: new Set([found, ...others].flatMap(({ names }) => [...names])),
    reads: [...new Set(all)],
    uses: [...new Set([found, ...others].flatMap(({ uses }) => uses))],
  };
}

/** Calls that the path was in at the fault, the innermost last. */
function sitesOf(trace: Trace | undefined): Trace[] {
  const sites: Trace[] = [];
  for (const t of steps(trace)) {
    if (t.step.kind === 'enter') sites.push(t);
    else if (t.step.kind === 'leave') sites.pop();
  }
  return sites;
}

function nodeAt(cx: FixContext, { graph, at }: Pick<Trace, 'graph' | 'at'>): CNode | undefined {
  return chainAt(cx.file, absolute(graph, at))[0];
}

function callAt(cx: FixContext, site: Trace): CNode | undefined {
  return chainAt(cx.file, absolute(site.graph, site.at)).find(({ type }) => type === 'call_expression');
}

function readIn(cx: FixContext, fn: CNode, node: CNode, fault: CNode): Reads {
  const name = variableIn(cx, node);
  const reads = name ? definitionsOf(cx, fn, name, node) : [];
  if (!name || reads.length === 0)
    return {
      fn,
      name: isParameter(cx, fn, name) ? name : '',
      names: new Set(),
      reads: [node],
      fault,
      uses: [],
    };
  const names = copiesOf(cx, fn, name);
  const first = reads[0]!;
  return {
    fn,
    name,
    names,
    reads: originsOf(cx, fn, reads),
    fault,
    uses: usesOf(cx, fn, names, first, fault),
  };
}

/** The variable that an argument is, through casts, helpers that cast, and `&p->cpumask`; '' when it is something else. */
function variableIn(cx: FixContext, node: CNode): string {
  let inner: CNode | undefined = node;
  while (inner) {
    if (isVariable(cx, inner)) {
      const text = textOf(cx.file, inner);
      return cx.module.globals.has(/^\w+/.exec(text)![0]) ? '' : text;
    }
    if (inner.type === 'cast_expression') inner = kidOf(inner, 'value');
    else if (inner.type === 'parenthesized_expression') inner = inner.kids[0];
    else if (inner.type === 'call_expression') inner = castArgument(cx.file, inner);
    else if (isMemberAddress(inner)) inner = kidOf(kidOf(inner, 'argument'), 'argument');
    else return '';
  }
  return '';
}

/** A field of a struct on the stack, as `pair.first`, is one as well. */
const isVariable = (cx: FixContext, node: CNode): boolean =>
  node.type === 'identifier' ||
  (node.type === 'field_expression' && /^\w+(?:\.\w+)+$/.test(textOf(cx.file, node)));

const isMemberAddress = (node: CNode) =>
  node.type === 'pointer_expression' &&
  node.kids[0]?.type === '&' &&
  kidOf(node, 'argument')?.type === 'field_expression';

/** Values that the variable may have there: the assignment before it, and those before that one if it is made in a branch. */
function definitionsOf(cx: FixContext, fn: CNode, name: string, use: CNode): CNode[] {
  const all = [...within(fn)].filter((node) => node.end <= use.start && isSetting(cx, node, name)).reverse();
  const found: CNode[] = [];
  for (const node of all) {
    found.unshift(givenTo(node) ?? node);
    const block = placed(cx.file, node).around.find(isBlock);
    if (block && block.start <= use.start && use.end <= block.end) break;
  }
  return found;
}

/** `p = f();`, `T *p = f();`, `f(&p)`. */
function isSetting(cx: FixContext, node: CNode, name: string): boolean {
  if (node.type === 'init_declarator') return declaredName(cx, node) === name;
  if (node.type === 'assignment_expression') return textOf(cx.file, kidOf(node, 'left')!) === name;
  if (node.type !== 'call_expression') return false;
  return argumentsOf(node).some((arg) => textOf(cx.file, arg) === `&${name}`);
}

function declaredName(cx: FixContext, init: CNode): string {
  const declarator = kidOf(init, 'declarator');
  const name = declarator && [...within(declarator)].find(({ type }) => type === 'identifier');
  return name ? textOf(cx.file, name) : '';
}

function givenTo(node: CNode): CNode | undefined {
  return kidOf(node, 'value') ?? kidOf(node, 'right');
}

/** A copy of another variable is read where that one was. */
function originsOf(cx: FixContext, fn: CNode, reads: readonly CNode[]): CNode[] {
  const found: CNode[] = [];
  for (const node of reads) {
    const name = node.type === 'call_expression' ? '' : variableIn(cx, node);
    found.push(...(name ? definitionsOf(cx, fn, name, node) : []), node);
  }
  return found.sort((a, b) => a.start - b.start);
}

/** The variable, what it is a copy of, and its copies. */
function copiesOf(cx: FixContext, fn: CNode, name: string): ReadonlySet<string> {
  const names = new Set([name]);
  for (const node of within(fn)) {
    const value =
      node.type === 'init_declarator' || node.type === 'assignment_expression' ? givenTo(node) : undefined;
    const from = value ? variableIn(cx, value) : '';
    const to =
      node.type === 'init_declarator'
        ? declaredName(cx, node)
        : value && textOf(cx.file, kidOf(node, 'left')!);
    if (from && to && /^\w+$/.test(to) && (names.has(from) || to === name)) names.add(from).add(to);
  }
  return names;
}

/** Uses behind the first read, up to where the variable gets another value; tests for NULL behind the last use are none. */
function usesOf(cx: FixContext, fn: CNode, names: ReadonlySet<string>, read: CNode, fault: CNode): CNode[] {
  const next = [...within(fn)].find((node) => node.start > fault.end && isNewValue(cx, node, names, read));
  const uses = [...within(fn)].filter(
    (node) =>
      isVariable(cx, node) &&
      names.has(textOf(cx.file, node)) &&
      node.start >= read.end &&
      (!next || node.end <= next.start),
  );
  while (uses.length > 0 && uses.at(-1)!.start > fault.end && isMereTest(cx, uses.at(-1)!)) uses.pop();
  return uses;
}

/** Set again, to something else, on the same level as the read. */
function isNewValue(cx: FixContext, node: CNode, names: ReadonlySet<string>, read: CNode): boolean {
  if (node.type !== 'assignment_expression' || !names.has(textOf(cx.file, kidOf(node, 'left')!)))
    return false;
  const value = givenTo(node)!;
  if ([...names].some((name) => mentions(cx.file, value, name))) return false;
  const block = placed(cx.file, node).around.find(isBlock);
  return block !== undefined && block.start <= read.start && read.end <= block.end;
}

/** `if (p)`, `!p`, `p != NULL`: asks nothing of what it points to. */
function isMereTest(cx: FixContext, node: CNode): boolean {
  const parent = placed(cx.file, node).around[0];
  if (!parent) return false;
  if (parent.type === 'parenthesized_expression' || parent.type === 'conditional_expression') return true;
  if (parent.type === 'unary_expression') return true;
  if (parent.type !== 'binary_expression') return false;
  const operator = kidOf(parent, 'operator')?.type ?? '';
  return (
    /^(?:&&|\|\|)$/.test(operator) ||
    (/^[!=]=$/.test(operator) && /\bNULL\b|\b0\b/.test(textOf(cx.file, parent)))
  );
}

function isParameter(cx: FixContext, fn: CNode, name: string): boolean {
  return name !== '' && parametersOf(cx, fn).includes(name);
}

function parametersOf(cx: FixContext, fn: CNode): string[] {
  const list = [...within(fn)].find(({ type }) => type === 'parameter_list');
  return (list?.kids ?? []).map((node) => declaredName(cx, node));
}

/** Which parameter holds the pointer, if nothing in the function gave it another value; -1: none. */
function parameterOf(cx: FixContext, fn: CNode, { name, names }: Reads): number {
  return name !== '' && names.size === 0 ? parametersOf(cx, fn).indexOf(name) : -1;
}
