/**
 * A C lexer over offsets: comments are skipped, directives are set apart, brackets are matched. Linear in the text,
 * never fails: what is no C becomes a punctuator of one character.
 */

import { pairBrackets, type TokenRange } from '../external/brackets.ts';
import type { Span } from '../types.ts';

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

const IDENT_START = 1;
const DIGIT = 2;
const BLANK = 4;

const CLASS = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const ch = String.fromCharCode(c);
  if (/[A-Za-z_$]/.test(ch)) CLASS[c] = IDENT_START;
  else if (/[0-9]/.test(ch)) CLASS[c] = DIGIT;
  else if (c <= 32 || c === 127) CLASS[c] = BLANK;
}

function classOf(code: number): number {
  if (code < 128) return CLASS[code]!;
  return code === 0xfeff || code === 0xa0 || code === 0x2028 || code === 0x2029 ? BLANK : IDENT_START;
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

const NL = 10;
const CR = 13;
const BACKSLASH = 92;
const SLASH = 47;
const STAR = 42;
const HASH = 35;
const DOT = 46;

/** Offset behind a line splice (`\` and a line break) at `i`, or `i`. */
function skipSplice(text: string, i: number): number {
  if (text.charCodeAt(i) !== BACKSLASH) return i;
  const next = text.charCodeAt(i + 1);
  if (next === NL) return i + 2;
  if (next !== CR) return i;
  return text.charCodeAt(i + 2) === NL ? i + 3 : i + 2;
}

/** Offset behind the comment at `i`, or `i` if there is none. A line comment ends before its line break. */
export function skipComment(text: string, i: number): number {
  if (text.charCodeAt(i) !== SLASH) return i;
  const second = text.charCodeAt(i + 1);
  if (second === STAR) {
    const close = text.indexOf('*/', i + 2);
    return close < 0 ? text.length : close + 2;
  }
  return second === SLASH ? lineEnd(text, i + 2) : i;
}

function lineEnd(text: string, from: number): number {
  let i = from;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === NL || c === CR) return i;
    const spliced = skipSplice(text, i);
    i = spliced > i ? spliced : i + 1;
  }
  return text.length;
}

/** End of a string or character literal whose opening quote is at `i`; an unterminated one ends with its line. */
function literalEnd(text: string, i: number): number {
  const quote = text.charCodeAt(i);
  let at = i + 1;
  while (at < text.length) {
    const c = text.charCodeAt(at);
    if (c === quote) return at + 1;
    if (c === NL || c === CR) return at;
    if (c === BACKSLASH) {
      const spliced = skipSplice(text, at);
      at = spliced > at ? spliced : at + 2;
    } else at++;
  }
  return Math.min(at, text.length);
}

function identEnd(text: string, i: number): number {
  let at = i;
  while (at < text.length && (classOf(text.charCodeAt(at)) & (IDENT_START | DIGIT)) !== 0) at++;
  return at;
}

function numberEnd(text: string, i: number): number {
  let at = i;
  while (at < text.length) {
    const c = text.charCodeAt(at);
    const sign = c === 43 || c === 45;
    if (sign) {
      const before = text.charCodeAt(at - 1) | 32;
      if (before !== 101 && before !== 112) break;
      if (before === 101 && /^0[xX]/.test(text.slice(i, i + 2))) break;
    } else if (c === DOT && text.charCodeAt(at + 1) === DOT) break;
    else if (c !== DOT && c !== 39 && (classOf(c) & (IDENT_START | DIGIT)) === 0) break;
    else if (c === 39 && (classOf(text.charCodeAt(at + 1)) & (IDENT_START | DIGIT)) === 0) break;
    at++;
  }
  return at;
}

/**
 * End of the logical line of a directive: splices and block comments continue it, a line comment belongs to it.
 * `unclosed`: where a comment begins that goes to the end of the text, or -1. Comments on the way are added to `comments`.
 */
function directiveEnd(
  text: string,
  from: number,
  comments: Span[],
): { readonly end: number; readonly unclosed: number } {
  let i = from;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === NL || c === CR) return { end: i, unclosed: -1 };
    if (c === BACKSLASH) {
      const spliced = skipSplice(text, i);
      i = spliced > i ? spliced : i + 1;
    } else if (c === SLASH) {
      const behind = skipComment(text, i);
      if (behind === text.length && isUnclosed(text, i)) return { end: behind, unclosed: i };
      if (behind > i) comments.push({ start: i, end: behind });
      i = behind > i ? behind : i + 1;
    } else if (c === 34 || c === 39) i = Math.max(literalEnd(text, i), i + 1);
    else i++;
  }
  return { end: text.length, unclosed: -1 };
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

/** Splits `text[from, to)`, or what there is of it; with `directives` off (macro bodies), `#` is a token like any other. */
export function lex(text: string, from = 0, to = text.length, withDirectives = true): Tokens {
  const source = to >= text.length ? text : text.slice(0, to);
  const sink = newSink(Math.max(16, (source.length - from) >> 2));
  const directives: Directive[] = [];
  const comments: Span[] = [];
  let lineStart = true;
  let unclosed = -1;
  let i = from;
  while (i < source.length) {
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
      const end = Math.max(numberEnd(source, i), i + 1);
      push(sink, i, end, K_NUMBER);
      i = end;
    } else if (code === 34 || code === 39) {
      lineStart = false;
      const end = literalEnd(source, i);
      push(sink, i, end, code === 34 ? K_STRING : K_CHAR);
      i = end;
    } else if (code === SLASH && skipComment(source, i) > i) {
      const behind = skipComment(source, i);
      if (behind === source.length && isUnclosed(source, i)) unclosed = i;
      else comments.push({ start: i, end: behind });
      i = behind;
    } else if (code === BACKSLASH && skipSplice(source, i) > i) i = skipSplice(source, i);
    else if (code === HASH && lineStart && withDirectives) {
      const line = directiveEnd(source, i, comments);
      directives.push({ start: i, end: line.end, token: sink.count });
      if (line.unclosed >= 0) unclosed = line.unclosed;
      i = line.end;
    } else {
      lineStart = false;
      i = punctuator(source, i, sink);
    }
  }
  return { ...tokensIn(source, sink), directives, comments, unclosed };
}

function newSink(room: number): Sink {
  return { start: new Int32Array(room), end: new Int32Array(room), kind: new Uint8Array(room), count: 0 };
}

function tokensIn(text: string, sink: Sink): Omit<Tokens, 'directives' | 'comments' | 'unclosed'> {
  const { count } = sink;
  const start = sink.start.subarray(0, count);
  const kind = sink.kind.subarray(0, count);
  return { count, start, end: sink.end.subarray(0, count), kind, ...pairBrackets(text, start, kind) };
}

/** Of a comment that goes to the end of the text. */
function isUnclosed(text: string, i: number): boolean {
  return text.charCodeAt(i + 1) === STAR && text.indexOf('*/', i + 2) < 0;
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
