/** The small parser: statement expressions and initialiser lists. */

import type { CNode } from '../../syntax/types.ts';
import { assignment, comma, conditional } from './expression.ts';
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
import { declarator, QUALIFIERS, specifier, startsType } from './type-name.ts';

/** `({ T x = a; x; })`. */
export function statementExpression(s: State): CNode {
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

/** A declaration as it stands in a block. */
export function blockDeclaration(s: State): CNode {
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

export function initializerList(s: State): CNode {
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
