/**
 * A small parser of C expressions and type names over a stretch of text. It yields the same node types as tree-sitter-c,
 * with offsets into that text. It exists for what reaches us as text only (macro bodies, arguments of masked macros,
 * `typeof`) and, unlike the grammar, it knows which names are types.
 */

import type { CNode } from '../../syntax/types.ts';
import { blockDeclaration } from './block.ts';
import { comma } from './expression.ts';
import { type CParseContext, peek, type State, tokenize } from './parser-state.ts';
import { declarationOf, startsType, typeName } from './type-name.ts';

export { withField } from './parser-state.ts';

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

/** A declaration with its semicolon, as it stands in a block. */
export function parseBlockDeclaration(
  text: string,
  start: number,
  end: number,
  cx: CParseContext,
): CNode | undefined {
  return run(text, start, end, cx, blockDeclaration);
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
