/** What C's tokens are made of: where the comment, the literal, the name that begins at an offset ends. */
import type { Span } from '../types.ts';

export const IDENT_START = 1;
export const DIGIT = 2;
export const BLANK = 4;

const CLASS = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const ch = String.fromCharCode(c);
  if (/[A-Za-z_$]/.test(ch)) CLASS[c] = IDENT_START;
  else if (/[0-9]/.test(ch)) CLASS[c] = DIGIT;
  else if (c <= 32 || c === 127) CLASS[c] = BLANK;
}

export function classOf(code: number): number {
  if (code < 128) return CLASS[code]!;
  return code === 0xfeff || code === 0xa0 || code === 0x2028 || code === 0x2029 ? BLANK : IDENT_START;
}

export const NL = 10;
export const CR = 13;
export const BACKSLASH = 92;
export const SLASH = 47;
const STAR = 42;
export const HASH = 35;
export const DOT = 46;

/** Offset behind a line splice (`\` and a line break) at `i`, or `i`. */
export function skipSplice(text: string, i: number): number {
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
export function literalEnd(text: string, i: number): number {
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

export function identEnd(text: string, i: number): number {
  let at = i;
  while (at < text.length && (classOf(text.charCodeAt(at)) & (IDENT_START | DIGIT)) !== 0) at++;
  return at;
}

export function numberEnd(text: string, i: number): number {
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
export function directiveEnd(
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

/** Of a comment that goes to the end of the text. */
export function isUnclosed(text: string, i: number): boolean {
  return text.charCodeAt(i + 1) === STAR && text.indexOf('*/', i + 2) < 0;
}
