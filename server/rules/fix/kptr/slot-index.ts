/** A slot at a variable index: one constant index for each of the array's elements. */
import type { CType } from '../../../../bpf/flow/ctypes/types.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext, TextEdit } from '../candidate.ts';
import { at, type Code, insertAfter, insertBefore, lineRest, replace } from '../edits.ts';
import { freshName } from '../place.ts';
import {
  type Chain,
  functionAround,
  isLoop,
  isStatement,
  kidOf,
  type Placed,
  placed,
  placedIn,
  textOf,
  within,
} from '../tree.ts';
import { declaredTypeOf, pointedStruct, typeOf } from '../types.ts';
import { bare, declarePointers, instead, named } from './exchange.ts';
import type { SlotUse } from './slot-use.ts';

/** As many as fit into one value, and more is a table, not a choice. */
const MOST_ELEMENTS = 11;

export interface Chosen {
  readonly index: CNode;
  readonly length: number;
}

export function* constantIndices(use: SlotUse): Generator<Candidate, void, void> {
  const { cx, chain, node, call } = use;
  // An access is the expression itself; a slot is an argument of the call that is repeated.
  const expression = use.fault.what === 'variable-offset' ? call : node;
  const own = expression && chosenIn(cx, node);
  if (own) return yield* chosenAt(use, own, expression, placedIn(chain, isStatement));
  const pointer = pointerSet(cx, chain, node);
  const there = pointer && chosenIn(cx, pointer.node);
  if (there) yield* chosenAt(use, there, pointer.node, placedIn(pointer.around, isStatement));
}

/** `cell = &cells[i];` above the use of `&cell->mask`. */
function pointerSet(cx: FixContext, chain: Chain, node: CNode): Placed | undefined {
  const fn = functionAround(chain);
  const [name] = /\w+/.exec(textOf(cx.file, bare(node))) ?? [];
  const values = [...(fn ? within(fn) : [])].flatMap((kid) => {
    const target =
      kidOf(kid, 'left') ?? (kid.type === 'init_declarator' ? kidOf(kid, 'declarator') : undefined);
    const value = kidOf(kid, 'right') ?? kidOf(kid, 'value');
    const isIt = target && textOf(cx.file, target).replace(/^[*\s]+/, '') === name;
    return isIt && value && value.start < node.start ? [bare(value)] : [];
  });
  const last = values.at(-1);
  return last && placed(cx.file, last);
}

function* chosenAt(
  use: SlotUse,
  chosen: Chosen,
  expression: CNode,
  statement: Placed | undefined,
): Generator<Candidate, void, void> {
  const { cx, chain, node } = use;
  const fn = functionAround(chain);
  if (!statement || !fn || isLoop(statement.node)) return;
  const title = words().slot.choose(named(cx, chosen.index), chosen.length);
  const before = cx.file.text.slice(expression.start, chosen.index.start);
  const after = cx.file.text.slice(chosen.index.end, expression.end);
  const each = (target: string): Code => eachIndex(cx, chosen, `${target} = ${before}`, `${after};`);
  const target = assignedBy(cx, statement.node, expression);
  if (target?.declarator) {
    const end = expressionEnd(statement.node, expression);
    const unset: TextEdit = { start: target.end, end, newText: '' };
    const gap = at(lineRest(cx, statement.node.end), cx.style.eol);
    return yield { title, edits: [unset, gap, ...insertAfter(cx, statement, each(target.name))] };
  }
  if (target) return yield { title, edits: instead(cx, statement, each(target.name)) };
  const inner = innerAssignment(cx, expression);
  if (inner)
    return yield {
      title,
      edits: [...insertBefore(cx, statement, each(inner.name)), replace(inner.node, inner.name)],
    };
  const isExchange = use.fault.what === 'variable-offset';
  const struct = pointedStruct(isExchange ? slotType(cx, node) : typeOf(cx, expression));
  if (!struct) return;
  const name = freshName(cx, fn, isExchange ? ['old', 'prev'] : ['chosen', 'slot']);
  yield {
    title,
    edits: [
      ...declarePointers(cx, fn, struct, [name]),
      ...insertBefore(cx, statement, each(name)),
      replace(expression, name),
    ],
  };
}

/** Type of the slot that `&a[i]` or `&a[i].mask` is the address of. */
function slotType(cx: FixContext, node: CNode): CType | undefined {
  const object = kidOf(bare(node), 'argument');
  const array = object?.type === 'subscript_expression' ? kidOf(object, 'argument') : undefined;
  if (!array) return object && declaredTypeOf(cx, object);
  const type = declaredTypeOf(cx, array);
  return type?.k === 'array' ? type.of : undefined;
}

/** `(old = f())` in a condition: the assignment, with its parentheses unless those are the condition's. */
function innerAssignment(
  cx: FixContext,
  expression: CNode,
): { readonly node: CNode; readonly name: string } | undefined {
  const [assignment, parent, above] = placed(cx.file, expression).around;
  const left = assignment?.type === 'assignment_expression' ? kidOf(assignment, 'left') : undefined;
  if (!assignment || left?.type !== 'identifier') return undefined;
  const isOwn = parent?.type === 'parenthesized_expression' && above?.type !== 'if_statement';
  return { node: isOwn ? parent : assignment, name: textOf(cx.file, left) };
}

/** The innermost index that is no constant. */
export function chosenIn(cx: FixContext, node: CNode): Chosen | undefined {
  let inner: CNode | undefined = bare(node);
  while (inner) {
    const index: CNode | undefined =
      inner.type === 'subscript_expression' ? kidOf(inner, 'index') : undefined;
    const array: CNode | undefined = kidOf(inner, 'argument');
    if (index && array && !/^\w*\d$/.test(textOf(cx.file, index))) {
      const type = declaredTypeOf(cx, array);
      const length = type?.k === 'array' ? type.length : undefined;
      return length !== undefined && length > 1 && length <= MOST_ELEMENTS ? { index, length } : undefined;
    }
    inner = array && bare(array);
  }
  return undefined;
}

interface Target {
  readonly name: string;
  readonly declarator: boolean;
  /** Where the declarator ends. */
  readonly end: number;
}

/** What a statement assigns the expression to, where that is all it does. */
function assignedBy(cx: FixContext, statement: CNode, expression: CNode): Target | undefined {
  const inner = statement.type === 'expression_statement' ? statement.kids[0] : undefined;
  const right = kidOf(inner, 'right');
  if (inner && right && bare(right) === expression) {
    const left = kidOf(inner, 'left')!;
    return { name: textOf(cx.file, left), declarator: false, end: left.end };
  }
  if (statement.type !== 'declaration') return undefined;
  const init = statement.kids.find(
    (kid) =>
      kid.type === 'init_declarator' && kidOf(kid, 'value') && bare(kidOf(kid, 'value')!) === expression,
  );
  const declarator = kidOf(init, 'declarator');
  const name = declarator && /\w+$/.exec(textOf(cx.file, declarator))?.[0];
  return name ? { name, declarator: true, end: declarator.end } : undefined;
}

function expressionEnd(statement: CNode, expression: CNode): number {
  const init = statement.kids.find((kid) => kid.start <= expression.start && expression.end <= kid.end);
  return init?.end ?? expression.end;
}

/** A statement for each index, between what stands before and behind it. */
export function eachIndex(
  { file, style }: FixContext,
  { index, length }: Chosen,
  before: string,
  after: string,
): Code {
  const line = (i: number) => `${before}${i}${after}`;
  const value = textOf(file, index);
  if (length === 2 && style.braces)
    return [`if (${value}) {`, `\t${line(1)}`, '} else {', `\t${line(0)}`, '}'];
  if (length === 2) return [`if (${value})`, `\t${line(1)}`, 'else', `\t${line(0)}`];
  const cases = Array.from({ length }, (_, i) => [
    i === length - 1 ? 'default:' : `case ${i}:`,
    `\t${line(i)}`,
    '\tbreak;',
  ]);
  return [`switch (${value}) {`, ...cases.flat(), '}'];
}
