/** The small parser: type specifiers, declarators, type names. */

import type { CNode } from '../../syntax/types.ts';
import { assignment, comma } from './expression.ts';
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

const TYPE_WORDS = new Set(
  'void char short int long float double signed unsigned bool _Bool struct union enum const volatile restrict __restrict typeof __typeof__ __typeof typeof_unqual __signed__ __int128 size_t ssize_t'.split(
    ' ',
  ),
);
export const QUALIFIERS = new Set([
  'const',
  'volatile',
  'restrict',
  '__restrict',
  '__restrict__',
  '_Atomic',
  '__const',
]);
const SIZE_WORDS = new Set(['signed', 'unsigned', 'long', 'short', '__signed__']);
const PRIMITIVES = new Set([
  'void',
  'char',
  'int',
  'float',
  'double',
  'bool',
  '_Bool',
  'size_t',
  'ssize_t',
  '__int128',
]);
const TYPEOF = new Set(['typeof', '__typeof__', '__typeof', 'typeof_unqual']);

export function startsType(s: State, ahead = 0): boolean {
  const token = peek(s, ahead);
  return token?.kind === 'name' && (TYPE_WORDS.has(token.text) || s.isType(token.text));
}

function typeofSpecifier(s: State): CNode {
  const start = peek(s)!.start;
  s.at++;
  expect(s, '(');
  const inner = startsType(s) ? typeName(s) : comma(s);
  const end = expect(s, ')');
  return node('typeof', start, end, [inner], 'type');
}

function taggedSpecifier(s: State): CNode {
  const word = peek(s)!;
  s.at++;
  const tag = peek(s);
  if (tag?.kind !== 'name') return fail(s);
  s.at++;
  return node(`${word.text}_specifier`, word.start, tag.end, [leaf(tag, 'type_identifier', 'name')], 'type');
}

function sizedSpecifier(s: State): CNode {
  const first = peek(s)!;
  const kids: CNode[] = [];
  let end = first.end;
  for (let token = peek(s); token; token = peek(s)) {
    if (token.kind !== 'name') break;
    if (PRIMITIVES.has(token.text)) kids.push(leaf(token, 'primitive_type', 'type'));
    else if (QUALIFIERS.has(token.text)) kids.push(leaf(token, 'type_qualifier'));
    else if (!SIZE_WORDS.has(token.text)) break;
    end = token.end;
    s.at++;
  }
  return node('sized_type_specifier', first.start, end, kids, 'type');
}

export function specifier(s: State): CNode | undefined {
  const token = peek(s);
  if (token?.kind !== 'name') return undefined;
  if (TYPEOF.has(token.text)) return typeofSpecifier(s);
  if (token.text === 'struct' || token.text === 'union' || token.text === 'enum') return taggedSpecifier(s);
  if (SIZE_WORDS.has(token.text)) return sizedSpecifier(s);
  s.at++;
  if (!PRIMITIVES.has(token.text)) return leaf(token, 'type_identifier', 'type');
  if (SIZE_WORDS.has(peek(s)?.text ?? '')) {
    s.at--;
    return sizedSpecifier(s);
  }
  return leaf(token, 'primitive_type', 'type');
}

/** A declarator; `named`: the name found is kept as an identifier, else it is abstract. */
export function declarator(s: State, named: boolean): CNode | undefined {
  const token = peek(s);
  if (!token || ++s.depth > MAX_DEPTH) return undefined;
  const prefix = named ? '' : 'abstract_';
  try {
    if (accept(s, '*')) {
      const kids: CNode[] = [];
      while (QUALIFIERS.has(peek(s)?.text ?? '')) kids.push(leaf(s.tokens[s.at++]!, 'type_qualifier'));
      const inner = declarator(s, named);
      if (inner) kids.push(withField(inner, 'declarator'));
      return node(
        `${prefix}pointer_declarator`,
        token.start,
        kids.at(-1)?.end ?? token.end,
        kids,
        'declarator',
      );
    }
    let inner: CNode | undefined;
    if (named && token.kind === 'name') {
      s.at++;
      inner = leaf(token, 'identifier', 'declarator');
    } else if (is(s, '(') && (is(s, '*', 1) || is(s, '(', 1))) {
      s.at++;
      const nested = declarator(s, named);
      const end = expect(s, ')');
      inner = node(
        `${prefix}parenthesized_declarator`,
        token.start,
        end,
        nested ? [nested] : [],
        'declarator',
      );
    }
    return declaratorSuffixes(s, inner, prefix, token.start);
  } finally {
    s.depth--;
  }
}

function declaratorSuffixes(
  s: State,
  first: CNode | undefined,
  prefix: string,
  start: number,
): CNode | undefined {
  let inner = first;
  while (!s.failed) {
    const kids = inner ? [withField(inner, 'declarator')] : [];
    if (accept(s, '[')) {
      if (!is(s, ']')) kids.push(withField(assignment(s), 'size'));
      inner = node(`${prefix}array_declarator`, start, expect(s, ']'), kids, 'declarator');
    } else if (is(s, '(')) {
      const list = parameters(s);
      kids.push(list);
      inner = node(`${prefix}function_declarator`, start, list.end, kids, 'declarator');
    } else break;
  }
  return inner;
}

function parameters(s: State): CNode {
  const start = peek(s)!.start;
  s.at++;
  const kids: CNode[] = [];
  while (!s.failed && !is(s, ')') && peek(s)) {
    const token = peek(s)!;
    if (accept(s, '...')) kids.push(leaf(token, 'variadic_parameter'));
    else kids.push(declarationOf(s, 'parameter_declaration'));
    if (!accept(s, ',')) break;
  }
  return node('parameter_list', start, expect(s, ')'), kids, 'parameters');
}

/** Specifiers and one (named or abstract) declarator. */
export function declarationOf(s: State, type: string): CNode {
  if (++s.depth > MAX_DEPTH) return fail(s);
  const found = declared(s, type);
  s.depth--;
  return found;
}

function declared(s: State, type: string): CNode {
  const start = peek(s)?.start ?? s.end;
  const kids: CNode[] = [];
  let found: CNode | undefined;
  for (let token = peek(s); token && !s.failed; token = peek(s)) {
    if (QUALIFIERS.has(token.text)) {
      kids.push(leaf(token, 'type_qualifier'));
      s.at++;
    } else if (!found && token.kind === 'name') {
      found = specifier(s);
      if (found) kids.push(found);
    } else break;
  }
  if (!found) return fail(s);
  const inner = declarator(s, type !== 'type_descriptor');
  if (inner) kids.push(inner);
  return node(type, start, kids.at(-1)!.end, kids, type === 'type_descriptor' ? 'type' : '');
}

export const typeName = (s: State): CNode => declarationOf(s, 'type_descriptor');
