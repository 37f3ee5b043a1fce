/** A slot at a variable index: one constant index for each of the array's elements. */
import type { CNode } from '../../../bpf/syntax/types.ts';
import { words } from '../../../bpf/words/fixes.ts';
import type { Candidate, FixContext, TextEdit } from './candidate.ts';
import { at, type Code, insertAfter, insertBefore, lineRest, replace } from './edits.ts';
import { bare, declarePointers, instead, named } from './exchange.ts';
import { freshName } from './place.ts';
import type { SlotUse } from './slot.ts';
import { functionAround, isLoop, isStatement, kidOf, placedIn, textOf } from './tree.ts';
import { declaredTypeOf, pointedStruct, typeOf } from './types.ts';

/** As many as fit into one value, and more is a table, not a choice. */
const MOST_ELEMENTS = 11;

interface Chosen {
  readonly index: CNode;
  readonly length: number;
}

export function* constantIndices(use: SlotUse): Generator<Candidate, void, void> {
  const { cx, chain, node, call } = use;
  const chosen = chosenIn(cx, node);
  const statement = placedIn(chain, isStatement);
  const fn = functionAround(chain);
  // An access is the expression itself; a slot is an argument of the call that is repeated.
  const expression = use.fault.what === 'variable-offset' ? call : node;
  if (!chosen || !statement || !fn || !expression || isLoop(statement.node)) return;
  const title = words().slot.choose(named(cx, chosen.index), chosen.length);
  const each = (target: string): Code => written(cx, chosen, expression, target);
  const target = assignedBy(cx, statement.node, expression);
  if (target?.declarator) {
    const unset: TextEdit = {
      start: target.end,
      end: expressionEnd(statement.node, expression),
      newText: '',
    };
    const gap = at(lineRest(cx, statement.node.end), cx.style.eol);
    return yield { title, edits: [unset, gap, ...insertAfter(cx, statement, each(target.name))] };
  }
  if (target) return yield { title, edits: instead(cx, statement, each(target.name)) };
  const struct = pointedStruct(typeOf(cx, expression));
  if (!struct) return;
  const name = freshName(cx, fn, use.fault.what === 'variable-offset' ? ['old', 'prev'] : ['chosen', 'slot']);
  yield {
    title,
    edits: [
      ...declarePointers(cx, fn, struct, [name]),
      ...insertBefore(cx, statement, each(name)),
      replace(expression, name),
    ],
  };
}

/** The innermost index that is no constant. */
function chosenIn(cx: FixContext, node: CNode): Chosen | undefined {
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

function written(
  { file, style }: FixContext,
  { index, length }: Chosen,
  expression: CNode,
  target: string,
): Code {
  const before = file.text.slice(expression.start, index.start);
  const after = file.text.slice(index.end, expression.end);
  const line = (i: number) => `${target} = ${before}${i}${after};`;
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
