/** `#if` expressions: macros expanded, `defined` and friends answered, integers in 64 bits. */

import type { Macro } from '../types.ts';
import { expandTokens } from './expand.ts';
import type { MacroToken } from './expand-body.ts';
import { K_CHAR, K_IDENT, K_NUMBER } from './lexer.ts';
import { type BodyToken, textTokens } from './macros.ts';

export interface ConditionValue {
  readonly value: boolean;
  /** Every name in it was known; if not, another configuration may take the other arm. */
  readonly known: boolean;
}

export interface ConditionWorld {
  readonly lookup: (name: string) => Macro | undefined;
  /** For `defined(name)`: also true for what the system's headers define. */
  readonly isDefined: (name: string) => boolean;
}

const MAX_CONDITION_TOKENS = 2_000;
const MAX_CONDITION_STEPS = 3_000;
const MAX_PARSE_DEPTH = 100;

interface Cursor {
  readonly tokens: readonly BodyToken[];
  at: number;
  known: boolean;
}

/** Evaluates the text behind `#if`/`#elif`. What makes no sense counts as 0 and as unknown. */
export function evaluateCondition(text: string, world: ConditionWorld): ConditionValue {
  const answered = answerDefined(textTokens(text), world);
  if (answered.tokens.length > MAX_CONDITION_TOKENS) return { value: false, known: false };
  const input: MacroToken[] = answered.tokens.map((token, index) => ({ ...token, start: 0, end: 0, index }));
  const expansion = expandTokens(input, {
    lookup: world.lookup,
    wanted: () => true,
    maxTokens: MAX_CONDITION_TOKENS,
    maxSteps: MAX_CONDITION_STEPS,
  });
  if ('reason' in expansion) return { value: false, known: false };
  const cursor: Cursor = { tokens: expansion.tokens, at: 0, known: answered.known };
  const value = ternary(cursor, 0);
  if (cursor.at < cursor.tokens.length) cursor.known = false;
  return { value: value !== 0n, known: cursor.known };
}

const TRUE_QUERIES = new Set([
  '__has_attribute',
  '__has_builtin',
  '__has_c_attribute',
  '__has_declspec_attribute',
]);
const FALSE_QUERIES = new Set([
  '__has_include',
  '__has_include_next',
  '__has_feature',
  '__has_extension',
  '__has_warning',
]);

/** Replaces `defined X`, `__has_attribute(x)` … by 1 or 0 before macros are expanded. */
function answerDefined(
  tokens: readonly BodyToken[],
  world: ConditionWorld,
): { tokens: BodyToken[]; known: boolean } {
  const out: BodyToken[] = [];
  let known = true;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.text === 'defined') {
      const paren = tokens[i + 1]?.text === '(';
      const name = tokens[paren ? i + 2 : i + 1]?.text ?? '';
      const isDefined = world.isDefined(name);
      known &&= isDefined || CERTAINLY_UNDEFINED.has(name);
      out.push(number(isDefined ? '1' : '0'));
      i += paren ? 3 : 1;
    } else if (TRUE_QUERIES.has(token.text) || FALSE_QUERIES.has(token.text)) {
      const isTrue = TRUE_QUERIES.has(token.text);
      known &&= isTrue;
      out.push(number(isTrue ? '1' : '0'));
      while (i + 1 < tokens.length && tokens[i + 1]!.text !== ')') i++;
      i++;
    } else out.push(token);
  }
  return { tokens: out, known };
}

/** Names that no build for BPF defines: asking for them is no configuration. */
export const CERTAINLY_UNDEFINED: ReadonlySet<string> = new Set(
  `__cplusplus __aarch64__ __arm__ __x86_64__ __i386__ __riscv __s390x__ __powerpc64__ __KERNEL__ __BIG_ENDIAN__
   __TARGET_ARCH_arm64 __TARGET_ARCH_riscv __TARGET_ARCH_s390 __TARGET_ARCH_powerpc __TARGET_ARCH_loongarch
   __TARGET_ARCH_mips __TARGET_ARCH_arm __CHECKER__ __CDT_PARSER__ LSP`.split(/\s+/),
);

function number(text: string): BodyToken {
  return { text, kind: K_NUMBER, space: true };
}

function ternary(cursor: Cursor, depth: number): bigint {
  const condition = binary(cursor, 0, depth);
  if (cursor.tokens[cursor.at]?.text !== '?') return condition;
  if (depth > MAX_PARSE_DEPTH) return giveUp(cursor);
  cursor.at++;
  const yes = ternary(cursor, depth + 1);
  if (cursor.tokens[cursor.at]?.text !== ':') return giveUp(cursor);
  cursor.at++;
  const no = ternary(cursor, depth + 1);
  return condition !== 0n ? yes : no;
}

const LEVEL: Readonly<Record<string, number>> = {
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

const truth = (condition: boolean): bigint => (condition ? 1n : 0n);

function apply(op: string, a: bigint, b: bigint): bigint | undefined {
  switch (op) {
    case '||':
      return truth(a !== 0n || b !== 0n);
    case '&&':
      return truth(a !== 0n && b !== 0n);
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '&':
      return a & b;
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '<':
      return truth(a < b);
    case '>':
      return truth(a > b);
    case '<=':
      return truth(a <= b);
    case '>=':
      return truth(a >= b);
    case '<<':
      return BigInt.asIntN(64, a << BigInt.asUintN(6, b));
    case '>>':
      return a >> BigInt.asUintN(6, b);
    case '+':
      return BigInt.asIntN(64, a + b);
    case '-':
      return BigInt.asIntN(64, a - b);
    case '*':
      return BigInt.asIntN(64, a * b);
    case '/':
      return b === 0n ? undefined : a / b;
    case '%':
      return b === 0n ? undefined : a % b;
    default:
      return undefined;
  }
}

function binary(cursor: Cursor, level: number, depth: number): bigint {
  if (depth > MAX_PARSE_DEPTH) return giveUp(cursor);
  let left = unary(cursor, depth);
  for (;;) {
    const op = cursor.tokens[cursor.at]?.text ?? '';
    const own = LEVEL[op] ?? 0;
    if (own <= level) return left;
    cursor.at++;
    const before = cursor.known;
    const right = binary(cursor, own, depth + 1);
    // A decided left side makes the right one irrelevant, known or not.
    if ((op === '&&' && left === 0n) || (op === '||' && left !== 0n)) cursor.known = before;
    const value = apply(op, left, right);
    if (value === undefined) return giveUp(cursor);
    left = value;
  }
}

function unary(cursor: Cursor, depth: number): bigint {
  if (depth > MAX_PARSE_DEPTH) return giveUp(cursor);
  const token = cursor.tokens[cursor.at++];
  if (token === undefined) return giveUp(cursor);
  switch (token.text) {
    case '!':
      return truth(unary(cursor, depth + 1) === 0n);
    case '-':
      return BigInt.asIntN(64, -unary(cursor, depth + 1));
    case '+':
      return unary(cursor, depth + 1);
    case '~':
      return ~unary(cursor, depth + 1);
    case '(': {
      const value = ternary(cursor, depth + 1);
      if (cursor.tokens[cursor.at]?.text !== ')') return giveUp(cursor);
      cursor.at++;
      return value;
    }
  }
  return primary(cursor, token);
}

function primary(cursor: Cursor, token: BodyToken): bigint {
  if (token.kind === K_NUMBER) return integer(token.text) ?? giveUp(cursor);
  if (token.kind === K_CHAR) return BigInt(token.text.length === 3 ? token.text.charCodeAt(1) : 0);
  if (token.kind !== K_IDENT) return giveUp(cursor);
  if (token.text === 'true') return 1n;
  if (token.text === 'false') return 0n;
  if (!CERTAINLY_UNDEFINED.has(token.text)) cursor.known = false;
  if (cursor.tokens[cursor.at]?.text === '(') return giveUp(cursor);
  return 0n;
}

function giveUp(cursor: Cursor): bigint {
  cursor.known = false;
  cursor.at = cursor.tokens.length;
  return 0n;
}

/** Value of an integer literal, undefined for anything else. */
function integer(text: string): bigint | undefined {
  const match = /^(0[xX][\da-fA-F']+|0[bB][01']+|[\d']+)[uUlLzZ]*$/.exec(text);
  if (match === null) return undefined;
  const digits = match[1]!.replaceAll("'", '');
  if (digits.length > 40) return undefined;
  const octal = /^0\d/.test(digits);
  if (octal && /[89]/.test(digits)) return undefined;
  return BigInt.asIntN(64, BigInt(octal ? `0o${digits.slice(1)}` : digits));
}
