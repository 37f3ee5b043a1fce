/**
 * A C lexer over offsets: comments are skipped, directives are set apart, brackets are matched. Linear in the text,
 * never fails: what is no C becomes a punctuator of one character.
 */

import { pairBrackets, type TokenRange } from '../external/brackets.ts';
import type { Span } from '../types.ts';
import {
  BACKSLASH,
  BLANK,
  CR,
  classOf,
  DIGIT,
  DOT,
  directiveEnd,
  HASH,
  IDENT_START,
  identEnd,
  isUnclosed,
  literalEnd,
  NL,
  numberEnd,
  SLASH,
  skipComment,
  skipSplice,
} from './lexemes.ts';

/** Token kinds below 32; a punctuator of one character has its character code, a longer one `P_MULTI` and up. */
export const K_IDENT = 1;
export const K_NUMBER = 2;
export const K_STRING = 3;
export const K_CHAR = 4;
const P_MULTI = 128;
const P_ARROW = 129;
const P_ELLIPSIS = 130;
const P_PASTE = 131;

export interface Directive {
  /** Offset of the `#`. */
  readonly start: number;
  /** End of the logical line, without its line break. */
  readonly end: number;
  /** Index of the first token behind it. */
  readonly token: number;
}

export interface Tokens {
  readonly count: number;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly kind: Uint8Array;
  /** Index of the matching bracket, -1 for other tokens and for brackets without a partner. */
  readonly match: Int32Array;
  /** External declarations whose brackets do not pair up (somebody is typing), in order. */
  readonly broken: readonly TokenRange[];
  readonly directives: readonly Directive[];
  /** Comments that have an end, in order; those of directives too. */
  readonly comments: readonly Span[];
  /** Where a comment begins that nothing closes, -1 if none does. */
  readonly unclosed: number;
}

/** Longest first; single characters are not listed. */
const MULTI = ['<<=', '>>=', '...', '->', '++', '--', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||', '##'];
const MULTI_ASSIGN = ['+=', '-=', '*=', '/=', '%=', '&=', '|=', '^='];
const MULTI_BY_FIRST = new Map<number, string[]>();
for (const op of [...MULTI, ...MULTI_ASSIGN]) {
  const first = op.charCodeAt(0);
  MULTI_BY_FIRST.set(first, [...(MULTI_BY_FIRST.get(first) ?? []), op]);
}

function multiKind(op: string): number {
  if (op === '->') return P_ARROW;
  if (op === '...') return P_ELLIPSIS;
  return op === '##' ? P_PASTE : P_MULTI;
}

interface Sink {
  start: Int32Array;
  end: Int32Array;
  kind: Uint8Array;
  count: number;
}

function push(sink: Sink, start: number, end: number, kind: number): void {
  if (sink.count === sink.start.length) {
    const size = sink.count * 2;
    const grow = (old: Int32Array): Int32Array => {
      const bigger = new Int32Array(size);
      bigger.set(old);
      return bigger;
    };
    sink.start = grow(sink.start);
    sink.end = grow(sink.end);
    const kinds = new Uint8Array(size);
    kinds.set(sink.kind);
    sink.kind = kinds;
  }
  sink.start[sink.count] = start;
  sink.end[sink.count] = end;
  sink.kind[sink.count] = kind;
  sink.count++;
}

const STRING_PREFIX = /^(?:u8|[uUL])$/;

function word(text: string, i: number, sink: Sink): number {
  const end = identEnd(text, i);
  const next = text.charCodeAt(end);
  if ((next === 34 || next === 39) && end - i <= 2 && STRING_PREFIX.test(text.slice(i, end))) {
    const close = literalEnd(text, end);
    push(sink, i, close, next === 34 ? K_STRING : K_CHAR);
    return close;
  }
  push(sink, i, end, K_IDENT);
  return end;
}

function punctuator(text: string, i: number, sink: Sink): number {
  const code = text.charCodeAt(i);
  const longer = MULTI_BY_FIRST.get(code)?.find((op) => text.startsWith(op, i));
  if (longer !== undefined) {
    push(sink, i, i + longer.length, multiKind(longer));
    return i + longer.length;
  }
  push(sink, i, i + 1, code < P_MULTI && code >= 32 ? code : 127);
  return i + 1;
}

/** A text on the way to its tokens. */
interface Lexing {
  readonly source: string;
  readonly withDirectives: boolean;
  readonly sink: Sink;
  readonly directives: Directive[];
  readonly comments: Span[];
  isLineStart: boolean;
  unclosed: number;
  /** What comes before is split. */
  at: number;
}

/** Splits `text[from, to)`, or what there is of it; with `directives` off (macro bodies), `#` is a token like any other. */
export function lex(text: string, from = 0, to = text.length, withDirectives = true): Tokens {
  const lexing = newLexing(text, from, to, withDirectives);
  advance(lexing, lexing.source.length);
  return { ...tokensIn(lexing), ...restOf(lexing) };
}

/** Characters that are split at a time. */
const PIECE = 16_384;

/** `lex` of a whole text, with pauses. */
export function* lexInSlices(text: string, piece = PIECE): Generator<void, Tokens, void> {
  const lexing = newLexing(text, 0, text.length, true);
  while (lexing.at < text.length) {
    advance(lexing, lexing.at + piece);
    yield;
  }
  return { ...tokensIn(lexing), ...restOf(lexing) };
}

function newLexing(text: string, from: number, to: number, withDirectives: boolean): Lexing {
  const source = to >= text.length ? text : text.slice(0, to);
  return {
    source,
    withDirectives,
    sink: newSink(Math.max(16, (source.length - from) >> 2)),
    directives: [],
    comments: [],
    isLineStart: true,
    unclosed: -1,
    at: from,
  };
}

/** Splits on until behind `to`, at least. */
function advance(lexing: Lexing, to: number): void {
  const { source, sink, directives, comments, withDirectives } = lexing;
  const end = Math.min(to, source.length);
  let lineStart = lexing.isLineStart;
  let i = lexing.at;
  while (i < end) {
    const code = source.charCodeAt(i);
    const cls = classOf(code);
    if (cls === BLANK) {
      if (code === NL || code === CR) lineStart = true;
      i++;
    } else if (cls === IDENT_START) {
      lineStart = false;
      i = word(source, i, sink);
    } else if (cls === DIGIT || (code === DOT && classOf(source.charCodeAt(i + 1)) === DIGIT)) {
      lineStart = false;
      const behind = Math.max(numberEnd(source, i), i + 1);
      push(sink, i, behind, K_NUMBER);
      i = behind;
    } else if (code === 34 || code === 39) {
      lineStart = false;
      const behind = literalEnd(source, i);
      push(sink, i, behind, code === 34 ? K_STRING : K_CHAR);
      i = behind;
    } else if (code === SLASH && skipComment(source, i) > i) {
      const behind = skipComment(source, i);
      if (behind === source.length && isUnclosed(source, i)) lexing.unclosed = i;
      else comments.push({ start: i, end: behind });
      i = behind;
    } else if (code === BACKSLASH && skipSplice(source, i) > i) i = skipSplice(source, i);
    else if (code === HASH && lineStart && withDirectives) {
      const line = directiveEnd(source, i, comments);
      directives.push({ start: i, end: line.end, token: sink.count });
      if (line.unclosed >= 0) lexing.unclosed = line.unclosed;
      i = line.end;
    } else {
      lineStart = false;
      i = punctuator(source, i, sink);
    }
  }
  lexing.isLineStart = lineStart;
  lexing.at = i;
}

function restOf({ directives, comments, unclosed }: Lexing) {
  return { directives, comments, unclosed };
}

function newSink(room: number): Sink {
  return { start: new Int32Array(room), end: new Int32Array(room), kind: new Uint8Array(room), count: 0 };
}

function tokensIn({ source, sink }: Lexing): Omit<Tokens, 'directives' | 'comments' | 'unclosed'> {
  const { count } = sink;
  const start = sink.start.subarray(0, count);
  const kind = sink.kind.subarray(0, count);
  return { count, start, end: sink.end.subarray(0, count), kind, ...pairBrackets(source, start, kind) };
}

/** Index of the first token that starts at `offset` or behind it. */
export function tokenAt(tok: Tokens, offset: number): number {
  let low = 0;
  let high = tok.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tok.start[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
