/** Tokens, nodes and the state of the small parser (see fragment.ts). */

import type { CNode } from '../../syntax/types.ts';

export interface CParseContext {
  readonly isType: (name: string) => boolean;
  /** Blocks by their start that are already parsed, for `({ … })`. */
  readonly blocks?: ReadonlyMap<number, CNode>;
}

export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'name' | 'number' | 'string' | 'char' | 'op';
}

export interface State {
  readonly tokens: readonly Token[];
  readonly isType: (name: string) => boolean;
  readonly blocks: ReadonlyMap<number, CNode> | undefined;
  readonly end: number;
  at: number;
  depth: number;
  failed: boolean;
}

export const MAX_DEPTH = 500;
const MAX_TOKENS = 20_000;
const TOKEN =
  /(?<skip>\s+|\/\*(?:[\s\S]*?\*\/|[\s\S]*)|\/\/[^\n]*|\\\n)|(?<name>[A-Za-z_$][\w$]*)|(?<number>\.?[0-9](?:[eEpP][+-]|[\w.'])*)|(?<string>"(?:[^"\\]|\\[\s\S])*"?)|(?<char>'(?:[^'\\]|\\[\s\S])*'?)|(?<op>->|\+\+|--|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\.\.\.|[\s\S])/y;

/** The tokens of a stretch, each of which takes a character at least; none of one that is too long. */
export function tokenize(text: string, start: number, end: number): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = start;
  while (TOKEN.lastIndex < end) {
    if (tokens.length >= MAX_TOKENS) return [];
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match?.groups || TOKEN.lastIndex > end) return [];
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

export const peek = (s: State, ahead = 0): Token | undefined => s.tokens[s.at + ahead];
export const is = (s: State, text: string, ahead = 0): boolean => {
  const token = s.tokens[s.at + ahead];
  return token !== undefined && token.text === text && token.kind !== 'string' && token.kind !== 'char';
};

export function accept(s: State, text: string): boolean {
  if (!is(s, text)) return false;
  s.at++;
  return true;
}

export function expect(s: State, text: string): number {
  const token = peek(s);
  if (token && is(s, text)) {
    s.at++;
    return token.end;
  }
  s.failed = true;
  return token?.end ?? s.end;
}

export function node(
  type: string,
  start: number,
  end: number,
  kids: readonly CNode[] = [],
  field = '',
): CNode {
  return { type, start, end, field, kids };
}

/** The same node under another field name. */
export function withField(inner: CNode, field: string): CNode {
  return inner.field === field ? inner : { ...inner, field };
}

export function leaf(token: Token, type: string, field = ''): CNode {
  return node(type, token.start, token.end, [], field);
}

export function fail(s: State): CNode {
  s.failed = true;
  const at = peek(s)?.start ?? s.end;
  return node('ERROR', at, at);
}
