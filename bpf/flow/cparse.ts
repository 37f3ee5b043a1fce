/**
 * A small parser of C expressions and type names over a stretch of text. It yields the same node types as tree-sitter-c,
 * with offsets into that text. It exists for what reaches us as text only (macro bodies, arguments of masked macros,
 * `typeof`) and, unlike the grammar, it knows which names are types.
 */

import type { CNode } from '../syntax/types.ts';

export interface CParseContext {
  readonly isType: (name: string) => boolean;
  /** Blocks by their start that are already parsed, for `({ … })`. */
  readonly blocks?: ReadonlyMap<number, CNode>;
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'name' | 'number' | 'string' | 'char' | 'op';
}

interface State {
  readonly tokens: readonly Token[];
  readonly isType: (name: string) => boolean;
  readonly blocks: ReadonlyMap<number, CNode> | undefined;
  readonly end: number;
  at: number;
  depth: number;
  failed: boolean;
}

const MAX_DEPTH = 500;
const MAX_TOKENS = 100_000;
const TOKEN =
  /(?<skip>\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*|\\\n)|(?<name>[A-Za-z_$][\w$]*)|(?<number>\.?[0-9](?:[eEpP][+-]|[\w.'])*)|(?<string>"(?:[^"\\]|\\[\s\S])*")|(?<char>'(?:[^'\\]|\\[\s\S])*')|(?<op>->|\+\+|--|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\.\.\.|[\s\S])/y;

function tokenize(text: string, start: number, end: number): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = start;
  while (TOKEN.lastIndex < end && tokens.length < MAX_TOKENS) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match?.groups || TOKEN.lastIndex > end) break;
    const groups = match.groups;
    if (groups.skip !== undefined) continue;
    const kind = groups.name
      ? 'name'
      : groups.number
        ? 'number'
        : groups.string
          ? 'string'
          : groups.char
            ? 'char'
            : 'op';
    tokens.push({ text: match[0], start: from, end: TOKEN.lastIndex, kind });
  }
  return tokens;
}

const peek = (s: State, ahead = 0): Token | undefined => s.tokens[s.at + ahead];
const is = (s: State, text: string, ahead = 0): boolean => {
  const token = s.tokens[s.at + ahead];
  return token !== undefined && token.text === text && token.kind !== 'string' && token.kind !== 'char';
};

function accept(s: State, text: string): boolean {
  if (!is(s, text)) return false;
  s.at++;
  return true;
}

function expect(s: State, text: string): number {
  const token = peek(s);
  if (token && is(s, text)) {
    s.at++;
    return token.end;
  }
  s.failed = true;
  return token?.end ?? s.end;
}

function node(type: string, start: number, end: number, kids: readonly CNode[] = [], field = ''): CNode {
  return { type, start, end, field, kids };
}

/** The same node under another field name. */
export function withField(inner: CNode, field: string): CNode {
  return inner.field === field ? inner : { ...inner, field };
}

function leaf(token: Token, type: string, field = ''): CNode {
  return node(type, token.start, token.end, [], field);
}

function fail(s: State): CNode {
  s.failed = true;
  const at = peek(s)?.start ?? s.end;
  return node('ERROR', at, at);
}

const TYPE_WORDS = new Set(
  'void char short int long float double signed unsigned bool _Bool struct union enum const volatile restrict __restrict typeof __typeof__ __typeof typeof_unqual __signed__ __int128 size_t ssize_t'.split(
    ' ',
  ),
);
const QUALIFIERS = new Set([
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

function startsType(s: State, ahead = 0): boolean {
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

function specifier(s: State): CNode | undefined {
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
function declarator(s: State, named: boolean): CNode | undefined {
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
  for (;;) {
    const kids = inner ? [withField(inner, 'declarator')] : [];
    if (accept(s, '[')) {
      if (!is(s, ']')) kids.push(withField(assignment(s), 'size'));
      inner = node(`${prefix}array_declarator`, start, expect(s, ']'), kids, 'declarator');
    } else if (is(s, '(')) {
      const list = parameters(s);
      kids.push(list);
      inner = node(`${prefix}function_declarator`, start, list.end, kids, 'declarator');
    } else return inner;
    if (s.failed) return inner;
  }
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
function declarationOf(s: State, type: string): CNode {
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

const typeName = (s: State): CNode => declarationOf(s, 'type_descriptor');

function parenthesized(s: State): CNode {
  const start = peek(s)!.start;
  s.at++;
  const inner = comma(s);
  return node('parenthesized_expression', start, expect(s, ')'), [inner]);
}

/** `({ T x = a; x; })`. */
function statementExpression(s: State): CNode {
  const start = peek(s)!.start;
  s.at++;
  const known = s.blocks?.get(peek(s)!.start);
  if (known) while ((peek(s)?.start ?? known.end) < known.end) s.at++;
  const body = known ? withField(known, '') : block(s);
  return node('parenthesized_expression', start, expect(s, ')'), [body]);
}

function block(s: State): CNode {
  const start = peek(s)!.start;
  if (++s.depth > MAX_DEPTH) return fail(s);
  s.at++;
  const kids: CNode[] = [];
  while (!s.failed && !is(s, '}') && peek(s)) kids.push(blockItem(s));
  s.depth--;
  return node('compound_statement', start, expect(s, '}'), kids);
}

const CONTROL = /^(if|else|for|while|do|switch|case|default|goto|return|break|continue|asm|static)$/;

function blockItem(s: State): CNode {
  const token = peek(s)!;
  if (is(s, '{')) return block(s);
  if (token.kind === 'name' && CONTROL.test(token.text)) return skipStatement(s);
  if (startsType(s)) return blockDeclaration(s);
  const kids = is(s, ';') ? [] : [comma(s)];
  return node('expression_statement', token.start, expect(s, ';'), kids);
}

function blockDeclaration(s: State): CNode {
  const start = peek(s)!.start;
  const kids: CNode[] = [];
  while (QUALIFIERS.has(peek(s)?.text ?? '')) kids.push(leaf(s.tokens[s.at++]!, 'type_qualifier'));
  const found = specifier(s);
  if (!found) return fail(s);
  kids.push(found);
  do {
    const name = is(s, ';') ? undefined : declarator(s, true);
    if (!name) break;
    if (!accept(s, '=')) kids.push(withField(name, 'declarator'));
    else {
      const value = withField(is(s, '{') ? initializerList(s) : assignment(s), 'value');
      kids.push(
        node('init_declarator', name.start, value.end, [withField(name, 'declarator'), value], 'declarator'),
      );
    }
  } while (!s.failed && accept(s, ','));
  return node('declaration', start, expect(s, ';'), kids);
}

/** Control flow does not matter for a type; where it would, this node is not understood. */
function skipStatement(s: State): CNode {
  const start = peek(s)!.start;
  let depth = 0;
  for (let token = peek(s); token; token = peek(s)) {
    if (depth === 0 && is(s, '}')) break;
    s.at++;
    if (token.kind !== 'op') continue;
    if (/^[([{]$/.test(token.text)) depth++;
    else if (/^[)\]}]$/.test(token.text)) depth--;
    if (depth === 0 && (token.text === ';' || token.text === '}')) break;
  }
  return node('skipped_statement', start, s.tokens[s.at - 1]?.end ?? start);
}

function initializerList(s: State): CNode {
  const start = peek(s)!.start;
  s.at++;
  const kids: CNode[] = [];
  while (!s.failed && !is(s, '}') && peek(s)) {
    kids.push(initializerItem(s));
    if (!accept(s, ',')) break;
  }
  return node('initializer_list', start, expect(s, '}'), kids, 'value');
}

function initializerItem(s: State): CNode {
  const start = peek(s)!.start;
  const kids: CNode[] = [];
  while (is(s, '.') || is(s, '[')) {
    const open = peek(s)!;
    s.at++;
    if (open.text === '.') {
      const name = peek(s);
      if (name?.kind !== 'name') return fail(s);
      s.at++;
      kids.push(
        node('field_designator', open.start, name.end, [leaf(name, 'field_identifier')], 'designator'),
      );
      continue;
    }
    const low = conditional(s);
    if (accept(s, '...')) {
      const pair = [withField(low, 'start'), withField(conditional(s), 'end')];
      kids.push(node('subscript_range_designator', open.start, expect(s, ']'), pair, 'designator'));
    } else kids.push(node('subscript_designator', open.start, expect(s, ']'), [low], 'designator'));
  }
  const isPair = kids.length > 0;
  if (isPair) expect(s, '=');
  const value = is(s, '{') ? (++s.depth > MAX_DEPTH ? fail(s) : initializerList(s)) : assignment(s);
  if (!isPair) return withField(value, '');
  kids.push(withField(value, 'value'));
  return node('initializer_pair', start, value.end, kids);
}

function primary(s: State): CNode {
  const token = peek(s);
  if (!token) return fail(s);
  if (is(s, '(') && is(s, '{', 1)) return statementExpression(s);
  if (is(s, '(')) return parenthesized(s);
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
export const PRECEDENCE: Readonly<Record<string, number>> = {
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
export function climb(operands: readonly CNode[], operators: readonly CNode[]): CNode {
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

function conditional(s: State): CNode {
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

function assignment(s: State): CNode {
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

function comma(s: State): CNode {
  const parts = [assignment(s)];
  while (!s.failed && accept(s, ',')) parts.push(assignment(s));
  return parts.reduceRight((right, left) =>
    node('comma_expression', left.start, right.end, [withField(left, 'left'), withField(right, 'right')]),
  );
}

function run(
  text: string,
  start: number,
  end: number,
  cx: CParseContext,
  parse: (s: State) => CNode,
): CNode | undefined {
  const tokens = tokenize(text, start, end);
  if (tokens.length === 0) return undefined;
  const s: State = { tokens, isType: cx.isType, blocks: cx.blocks, end, at: 0, depth: 0, failed: false };
  const found = parse(s);
  return s.failed || s.at < tokens.length ? undefined : found;
}

/** An expression, or undefined when the whole stretch is not one. */
export function parseExpression(
  text: string,
  start: number,
  end: number,
  cx: CParseContext,
): CNode | undefined {
  return run(text, start, end, cx, comma);
}

/** A type name (`struct x *[3]`) as a type_descriptor. */
export function parseTypeName(
  text: string,
  start: number,
  end: number,
  cx: CParseContext,
): CNode | undefined {
  return run(text, start, end, cx, typeName);
}

/** A type name if the stretch starts like one, else an expression. */
export function parseTypeOrExpression(
  text: string,
  start: number,
  end: number,
  cx: CParseContext,
): CNode | undefined {
  return run(text, start, end, cx, (s) => (startsType(s) ? typeName(s) : comma(s)));
}

/** One declaration without initialiser (`struct x *f(int a, const void *b)`): specifiers and a named declarator. */
export function parseDeclaration(text: string, cx: CParseContext): CNode | undefined {
  const end = text.trimEnd().endsWith(';') ? text.lastIndexOf(';') : text.length;
  return run(text, 0, end, cx, (s) => {
    while (/^(extern|static|inline|__inline)$/.test(peek(s)?.text ?? '')) s.at++;
    return declarationOf(s, 'parameter_declaration');
  });
}
