/** The small parser: expressions. */

import type { CNode } from '../../syntax/types.ts';
import { initializerList, statementExpression } from './block.ts';
import {
  accept,
  expect,
  fail,
  is,
  leaf,
  MAX_DEPTH,
  node,
  peek,
  type State,
  withField,
} from './parser-state.ts';
import { startsType, typeName } from './type-name.ts';

function parenthesized(s: State): CNode {
  const start = peek(s)!.start;
  s.at++;
  const inner = comma(s);
  return node('parenthesized_expression', start, expect(s, ')'), [inner]);
}

function primary(s: State): CNode {
  const token = peek(s);
  if (!token) return fail(s);
  if (is(s, '(') && is(s, '{', 1)) return statementExpression(s);
  if (is(s, '(')) return parenthesized(s);
  if (token.text === '_Generic') return generic(s);
  s.at++;
  if (token.kind === 'number') return leaf(token, 'number_literal');
  if (token.kind === 'char') return leaf(token, 'char_literal');
  if (token.kind === 'name') return leaf(token, 'identifier');
  if (token.kind !== 'string') return fail(s);
  const parts = [leaf(token, 'string_literal')];
  for (let next = peek(s); next?.kind === 'string'; next = peek(s)) {
    parts.push(leaf(next, 'string_literal'));
    s.at++;
  }
  return parts.length === 1 ? parts[0]! : node('concatenated_string', token.start, parts.at(-1)!.end, parts);
}

/** `_Generic(x, type: value, default: value)`, with the nodes that tree-sitter-c has. */
function generic(s: State): CNode {
  const { start } = s.tokens[s.at++]!;
  expect(s, '(');
  const kids = [assignment(s)];
  while (!s.failed && accept(s, ',')) {
    const token = peek(s);
    if (!token) return fail(s);
    const label = startsType(s) ? withField(typeName(s), '') : leaf(token, 'identifier');
    if (label.type === 'identifier') s.at++;
    expect(s, ':');
    kids.push(label, assignment(s));
  }
  return node('generic_expression', start, expect(s, ')'), kids);
}

function callArguments(s: State): CNode {
  const start = peek(s)!.start;
  s.at++;
  const kids: CNode[] = [];
  while (!s.failed && !is(s, ')') && peek(s)) {
    kids.push(startsType(s) ? withField(typeName(s), '') : assignment(s));
    if (!accept(s, ',')) break;
  }
  return node('argument_list', start, expect(s, ')'), kids, 'arguments');
}

function postfix(s: State, first: CNode): CNode {
  let inner = first;
  while (!s.failed) {
    const token = peek(s);
    if (!token) return inner;
    if (is(s, '(')) {
      const list = callArguments(s);
      inner = node('call_expression', inner.start, list.end, [withField(inner, 'function'), list]);
    } else if (accept(s, '[')) {
      const index = withField(comma(s), 'index');
      inner = node('subscript_expression', inner.start, expect(s, ']'), [
        withField(inner, 'argument'),
        index,
      ]);
    } else if (accept(s, '.') || accept(s, '->')) {
      const name = peek(s);
      if (name?.kind !== 'name') return fail(s);
      s.at++;
      inner = node('field_expression', inner.start, name.end, [
        withField(inner, 'argument'),
        leaf(token, token.text, 'operator'),
        leaf(name, 'field_identifier', 'field'),
      ]);
    } else if (accept(s, '++') || accept(s, '--')) {
      inner = node('update_expression', inner.start, token.end, [
        withField(inner, 'argument'),
        leaf(token, token.text, 'operator'),
      ]);
    } else return inner;
  }
  return inner;
}

const UNARY: Readonly<Record<string, string>> = {
  '!': 'unary_expression',
  '~': 'unary_expression',
  '-': 'unary_expression',
  '+': 'unary_expression',
  '*': 'pointer_expression',
  '&': 'pointer_expression',
  '++': 'update_expression',
  '--': 'update_expression',
};

function sizeofExpression(s: State): CNode {
  const token = s.tokens[s.at++]!;
  const type = token.text === 'sizeof' ? 'sizeof_expression' : 'alignof_expression';
  if (is(s, '(') && startsType(s, 1)) {
    s.at++;
    const inner = typeName(s);
    return node(type, token.start, expect(s, ')'), [withField(inner, 'type')]);
  }
  const inner = unary(s);
  return node(type, token.start, inner.end, [withField(inner, 'value')]);
}

function castOrLiteral(s: State): CNode {
  const start = s.tokens[s.at++]!.start;
  const type = withField(typeName(s), 'type');
  expect(s, ')');
  if (s.failed) return type;
  if (is(s, '{')) {
    const list = initializerList(s);
    return postfix(s, node('compound_literal_expression', start, list.end, [type, list]));
  }
  const value = withField(unary(s), 'value');
  return node('cast_expression', start, value.end, [type, value]);
}

function unary(s: State): CNode {
  const token = peek(s);
  if (!token || s.failed || s.depth >= MAX_DEPTH) return fail(s);
  s.depth++;
  let out: CNode;
  if (token.kind === 'name' && /^(sizeof|_Alignof|__alignof__|alignof)$/.test(token.text))
    out = sizeofExpression(s);
  else if (token.text === '__extension__' && token.kind === 'name') {
    s.at++;
    out = unary(s);
  } else if (is(s, '(') && startsType(s, 1)) out = castOrLiteral(s);
  else if (token.kind === 'op' && UNARY[token.text]) {
    s.at++;
    const inner = withField(unary(s), 'argument');
    out = node(UNARY[token.text]!, token.start, inner.end, [leaf(token, token.text, 'operator'), inner]);
  } else out = postfix(s, primary(s));
  s.depth--;
  return out;
}

/** Binding strength of binary operators. */
const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

/** Joins operands and operators by precedence. Also used to put trees right that the grammar got wrong. */
function climb(operands: readonly CNode[], operators: readonly CNode[]): CNode {
  const values: CNode[] = [operands[0]!];
  const pending: CNode[] = [];
  const reduce = (): void => {
    const right = withField(values.pop()!, 'right');
    const left = withField(values.pop()!, 'left');
    values.push(
      node('binary_expression', left.start, right.end, [left, withField(pending.pop()!, 'operator'), right]),
    );
  };
  for (const [i, operator] of operators.entries()) {
    const strength = PRECEDENCE[operator.type] ?? 0;
    while (pending.length > 0 && (PRECEDENCE[pending.at(-1)!.type] ?? 0) >= strength) reduce();
    pending.push(operator);
    values.push(operands[i + 1]!);
  }
  while (pending.length > 0) reduce();
  return values[0]!;
}

function binary(s: State): CNode {
  const operands = [unary(s)];
  const operators: CNode[] = [];
  for (let token = peek(s); !s.failed && token?.kind === 'op' && PRECEDENCE[token.text]; token = peek(s)) {
    operators.push(leaf(token, token.text, 'operator'));
    s.at++;
    operands.push(unary(s));
  }
  return climb(operands, operators);
}

export function conditional(s: State): CNode {
  const condition = binary(s);
  if (s.failed || !is(s, '?')) return condition;
  if (++s.depth > MAX_DEPTH) return fail(s);
  s.at++;
  const kids = [withField(condition, 'condition')];
  if (!is(s, ':')) kids.push(withField(comma(s), 'consequence'));
  expect(s, ':');
  const alternative = withField(conditional(s), 'alternative');
  kids.push(alternative);
  s.depth--;
  return node('conditional_expression', condition.start, alternative.end, kids);
}

const ASSIGN = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=']);

export function assignment(s: State): CNode {
  const left = conditional(s);
  const token = peek(s);
  if (s.failed || token?.kind !== 'op' || !ASSIGN.has(token.text)) return left;
  if (++s.depth > MAX_DEPTH) return fail(s);
  s.at++;
  const right = withField(assignment(s), 'right');
  s.depth--;
  const kids = [withField(left, 'left'), leaf(token, token.text, 'operator'), right];
  return node('assignment_expression', left.start, right.end, kids);
}

export function comma(s: State): CNode {
  const parts = [assignment(s)];
  while (!s.failed && accept(s, ',')) parts.push(assignment(s));
  return parts.reduceRight((right, left) =>
    node('comma_expression', left.start, right.end, [withField(left, 'left'), withField(right, 'right')]),
  );
}
