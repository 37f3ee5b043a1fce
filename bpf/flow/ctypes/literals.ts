/** Number, character and string literals. */

import { intOf, S32 } from './ctypes.ts';
import { wrap } from './fold.ts';
import type { CType } from './types.ts';

export interface Literal {
  readonly value: bigint;
  readonly type: CType;
}

const NUMBER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0(?:[oO][0-7]+|[0-7]*)|[1-9][0-9]*)([uUlL]*)$/;

function digits(text: string): bigint {
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  return BigInt(text.toLowerCase());
}

/** Value and type of a literal; the grammar takes a sign in front into the token. Undefined: not an integer. */
export function parseNumber(source: string): Literal | undefined {
  if (source.length > 200) return undefined;
  const match = NUMBER.exec(source.replaceAll("'", ''));
  if (!match) return undefined;
  const { value, type } = unsignedLiteral(match[2]!, match[3]!.toLowerCase());
  return { value: match[1] === '-' ? wrap(-value, type) : value, type };
}

/** C11 6.4.4.1: the first type of the list that holds the value. */
function unsignedLiteral(text: string, suffix: string): Literal {
  const value = digits(text);
  const unsigned = suffix.includes('u');
  const decimal = !/^0[xXbB0-7]/.test(text);
  for (const size of suffix.includes('l') ? ([8] as const) : ([4, 8] as const)) {
    const bits = BigInt(size * 8);
    if (!unsigned && value < 1n << (bits - 1n)) return { value, type: intOf(size, true) };
    if ((unsigned || !decimal) && value < 1n << bits) return { value, type: intOf(size, false) };
  }
  // A decimal too large for long: compilers warn and take unsigned long.
  return { value: BigInt.asUintN(64, value), type: intOf(8, false) };
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

interface Unescaped {
  readonly code: number;
  readonly next: number;
}

function readEscape(text: string, at: number): Unescaped {
  const letter = text[at] ?? '';
  const octal = /^[0-7]{1,3}/.exec(text.slice(at, at + 3));
  if (octal) return { code: Number.parseInt(octal[0], 8) & 0xff, next: at + octal[0].length };
  if (letter === 'x') {
    const hex = /^[0-9a-fA-F]+/.exec(text.slice(at + 1, at + 9))?.[0] ?? '';
    return { code: (Number.parseInt(hex, 16) || 0) & 0xff, next: at + 1 + hex.length };
  }
  return { code: SIMPLE_ESCAPES[letter] ?? letter.charCodeAt(0), next: at + 1 };
}

const encoder = new TextEncoder();

function pushUtf8(out: string[], character: string): void {
  for (const byte of encoder.encode(character)) out.push(String.fromCharCode(byte));
}

/** A character by its number: `\u00e9`, `\U0001f600`. */
const UNIVERSAL = /^\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8}))/;
const LONGEST_UNIVERSAL = 10;

/** Numbers that no character has do not compile. */
function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}

/** The bytes of a literal's contents (between the quotes), one per UTF-16 unit of the result; UTF-8 as compilers do. */
function literalBytes(contents: string): string {
  const out: string[] = [];
  for (let i = 0; i < contents.length; ) {
    const char = contents[i]!;
    if (char === '\\') {
      if (contents[i + 1] === '\n') {
        i += 2;
        continue;
      }
      const named = UNIVERSAL.exec(contents.slice(i, i + LONGEST_UNIVERSAL));
      if (named) {
        pushUtf8(out, characterOf(Number.parseInt(named[1] ?? named[2]!, 16)));
        i += named[0].length;
        continue;
      }
      const found = readEscape(contents, i + 1);
      out.push(String.fromCharCode(found.code));
      i = found.next;
      continue;
    }
    if (char.charCodeAt(0) < 0x80) {
      out.push(char);
      i++;
      continue;
    }
    const whole = String.fromCodePoint(contents.codePointAt(i)!);
    pushUtf8(out, whole);
    i += whole.length;
  }
  return out.join('');
}

/** The bytes of one quoted string token (a prefix such as `u8` is ignored). */
export function stringBytes(token: string): string {
  const open = token.indexOf('"');
  const close = token.lastIndexOf('"');
  return open < 0 ? '' : literalBytes(token.slice(open + 1, close > open ? close : undefined));
}

/** A character constant is an int; a plain char is signed, several characters pack as gcc and clang do. */
export function parseChar(token: string): Literal | undefined {
  const open = token.indexOf("'");
  if (open < 0) return undefined;
  const bytes = literalBytes(token.slice(open + 1, token.lastIndexOf("'")));
  if (bytes.length === 0) return undefined;
  if (bytes.length === 1) return { value: BigInt.asIntN(8, BigInt(bytes.charCodeAt(0))), type: S32 };
  let value = 0n;
  for (let i = 0; i < Math.min(bytes.length, 8); i++) value = (value << 8n) | BigInt(bytes.charCodeAt(i));
  return { value: BigInt.asIntN(32, value), type: S32 };
}
