/** Where code can go so that a path runs it: before an exit, a jump, the end of a block. */
import type { CNode } from '../../../bpf/syntax/types.ts';
import { words } from '../../../bpf/words/fixes.ts';
import { type Step, steps } from '../../analysis/domain/trace.ts';
import type { Fault } from '../../analysis/engine/faults.ts';
import type { FixContext, TextEdit } from './candidate.ts';
import { at, type Code, declare, insertAtEnd, insertBefore, replace } from './edits.ts';
import {
  absolute,
  type Chain,
  chainAt,
  functionAround,
  kidOf,
  mentions,
  type Placed,
  placed,
  textOf,
  within,
} from './tree.ts';

export interface Place {
  /** As titles name it. */
  readonly name: string;
  readonly offset: number;
  /** What is around it, for the names that are visible there. */
  readonly around: Chain;
  put(code: Code): TextEdit[];
}

const JUMP = /^(?:goto|continue|break)_statement$/;

/** Before a return; what it returns is computed first if that reads `holder`. */
export function beforeReturn(cx: FixContext, statement: Placed, holder: string): Place {
  const { node, around } = statement;
  const value = node.kids[0];
  const reads = value && readsHolder(cx, value, holder);
  return {
    name: words().places.return,
    offset: node.start,
    around,
    put: (code) => (reads ? returnLater(cx, statement, value, code) : insertBefore(cx, statement, code)),
  };
}

/** Of another field of the same struct nothing changes. */
function readsHolder(cx: FixContext, value: CNode, holder: string): boolean {
  if (/^\w+$/.test(holder)) return mentions(cx.file, value, holder);
  const fields = [...within(value)].filter(({ type }) => type === 'field_expression');
  const others = fields.filter((node) => !textOf(cx.file, node).startsWith(holder));
  const apart = new Set(others.map((node) => kidOf(node, 'argument')?.start));
  return [...within(value)].some(
    (node) =>
      node.type === 'identifier' && textOf(cx.file, node) === rootOf(holder) && !apart.has(node.start),
  );
}

/** `return f(p);` to `ret = f(p); CODE return ret;`. */
function returnLater(cx: FixContext, statement: Placed, value: CNode, code: Code): TextEdit[] {
  const fn = functionAround(statement.around)!;
  const body = kidOf(fn, 'body')!;
  const type = textOf(cx.file, kidOf(fn, 'type') ?? { start: 0, end: 0 });
  const isPointer = kidOf(fn, 'declarator')?.type === 'pointer_declarator';
  const name = freshName(cx, fn, ['ret', 'result', 'ret_value']);
  const first = `${name} = ${textOf(cx.file, value)};`;
  return [
    ...declare(cx, body, `${type} ${isPointer ? '*' : ''}${name};`),
    ...insertBefore(cx, statement, [first, ...code]),
    replace(value, name),
  ];
}

/** Before a statement of any kind. */
export function beforeStatement(cx: FixContext, statement: Placed, name: string): Place {
  const { node, around } = statement;
  return { name, offset: node.start, around, put: (code) => insertBefore(cx, statement, code) };
}

/** At the end of a block that its last statement does not leave. */
export function atBlockEnd(cx: FixContext, chain: Chain, block: CNode, name: string): Place | undefined {
  const last = block.kids.at(-1);
  const isValue = chain[chain.indexOf(block) + 1]?.type === 'parenthesized_expression';
  // The last statement is the value of `({ ... })`: what comes behind it would be.
  if (isValue) return undefined;
  if (last && (JUMP.test(last.type) || last.type === 'return_statement')) return undefined;
  const around = chain.slice(chain.indexOf(block));
  return { name, offset: block.end - 1, around, put: (code) => insertAtEnd(cx, block, code) };
}

/** The `if` statements in the function at fault that the path went through, the last first. */
export function decisions(cx: FixContext, fault: Fault): Placed[] {
  const found: Placed[] = [];
  for (const t of steps(fault.trace).reverse()) {
    if (ends(t.step, fault)) break;
    if (t.step.kind !== 'branch' || t.graph !== fault.graph) continue;
    const chain = chainAt(cx.file, absolute(t.graph, t.at));
    const node = chain.find(({ type }) => type === 'if_statement');
    if (node && !found.some((other) => other.node === node)) found.push(placed(cx.file, node));
    if (found.length === MOST_DECISIONS) break;
  }
  return found;
}

const MOST_DECISIONS = 4;

function ends(step: Step, fault: Fault): boolean {
  return step.kind === 'acquire' && step.ref === fault.refId;
}

/** Jumps that the arms of those decisions end with. */
export function jumpsOf(cx: FixContext, decided: readonly Placed[]): Placed[] {
  return decided
    .flatMap(({ node }) => [kidOf(node, 'consequence'), kidOf(node, 'alternative')?.kids[0]])
    .map((arm) => (arm?.type === 'compound_statement' ? arm.kids.at(-1) : arm))
    .filter((last): last is CNode => last !== undefined && JUMP.test(last.type))
    .map((last) => placed(cx.file, last));
}

/** Jumps and assignments to the holder after a place in a function: which of them the path took, the trace need not tell. */
export function* laterIn(
  cx: FixContext,
  fn: CNode,
  from: number,
  holder: string,
): Generator<Placed, void, void> {
  let left = MOST_LATER;
  for (const node of within(fn)) {
    if (node.start < from || (!JUMP.test(node.type) && !isAssignmentTo(cx, node, holder))) continue;
    if (left-- <= 0) return;
    yield placed(cx.file, node);
  }
}

const MOST_LATER = 8;

/** `p = ...;` as a statement. */
export function isAssignmentTo(cx: FixContext, node: CNode, holder: string): boolean {
  const [value] = node.type === 'expression_statement' ? node.kids : [];
  if (value?.type !== 'assignment_expression') return false;
  return textOf(cx.file, kidOf(value, 'left')!) === holder;
}

/** `goto out`, `continue`. */
export function jumpText(cx: FixContext, { node }: Placed): string {
  return textOf(cx.file, node).replace(/;$/, '').replace(/\s+/g, ' ');
}

/** The variable that an expression begins with. */
export function rootOf(holder: string): string {
  return /\w+/.exec(holder)?.[0] ?? '';
}

/** Is the variable declared where the code would stand? */
export function isVisible(cx: FixContext, holder: string, { around, offset }: Place): boolean {
  const name = rootOf(holder);
  if (cx.module.globals.has(name)) return true;
  return around.some((node) => {
    if (node.type === 'function_definition') return declares(cx, kidOf(node, 'declarator'), name);
    const above = node.kids.filter((kid) => kid.type === 'declaration' && kid.start < offset);
    return above.some((kid) => declares(cx, kid, name));
  });
}

function declares(cx: FixContext, node: CNode | undefined, name: string): boolean {
  if (!node) return false;
  return [...within(node)].some((kid) => kid.field === 'declarator' && textOf(cx.file, kid) === name);
}

/** The declarator of a local that has no initialiser: ` = NULL` can be put behind it. */
export function initialise(cx: FixContext, fn: CNode, name: string): TextEdit[] | undefined {
  for (const node of within(fn)) {
    if (node.type !== 'declaration') continue;
    const found = node.kids.find(
      (kid) => kid.type === 'pointer_declarator' && textOf(cx.file, kid.kids.at(-1) ?? kid) === name,
    );
    if (found) return [at(found.end, ' = NULL')];
  }
  return undefined;
}

/** The first of the names that the function and the file do not use; numbered when all are taken. */
export function freshName(cx: FixContext, fn: CNode, wanted: readonly string[]): string {
  const used = new Set(
    [...within(fn)].filter(({ type }) => /identifier$/.test(type)).map((node) => textOf(cx.file, node)),
  );
  const isTaken = (name: string) =>
    used.has(name) ||
    cx.module.globals.has(name) ||
    cx.module.functions.has(name) ||
    cx.file.macros.has(name);
  const free = wanted.find((name) => !isTaken(name));
  if (free) return free;
  for (let n = 2; n < used.size + 3; n++) if (!isTaken(`${wanted[0]}${n}`)) return `${wanted[0]}${n}`;
  return `${wanted[0]}_new`;
}
