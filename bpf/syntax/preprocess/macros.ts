/** `#define` lines as data, their tokens, and what kind of thing a user's macro is. */
import { DIALECT, USUAL } from '../../../grammars/dialect.ts';
import type { Macro } from '../types.ts';
import { skipComment } from './lexemes.ts';
import { K_CHAR, K_IDENT, K_NUMBER, K_STRING, lex } from './lexer.ts';

/** A token of a macro body. */
export interface BodyToken {
  readonly text: string;
  readonly kind: number;
  /** Blanks before it. */
  readonly space: boolean;
}

/** Longest macro body that is looked at. */
const MAX_BODY = 200_000;

/** Text of a logical line without splices and comments. */
export function cleanLine(text: string): string {
  if (!/[\\/\r\n]/.test(text)) return text.trim();
  const parts: string[] = [];
  let from = 0;
  let i = 0;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === 34 || c === 39) {
      i = quoteEnd(text, i);
      continue;
    }
    const behind = c === 47 ? skipComment(text, i) : c === 92 ? spliceEnd(text, i) : i;
    if (behind === i) {
      i++;
      continue;
    }
    parts.push(text.slice(from, i), ' ');
    i = behind;
    from = behind;
  }
  parts.push(text.slice(from));
  return parts.join('').trim();
}

function spliceEnd(text: string, i: number): number {
  const match = /^\\[ \t]*(?:\r\n|\n|\r)/.exec(text.slice(i, i + 64));
  return match === null ? i : i + match[0].length;
}

function quoteEnd(text: string, i: number): number {
  const quote = text.charCodeAt(i);
  for (let at = i + 1; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === quote) return at + 1;
    if (c === 92) at++;
    else if (c === 10 || c === 13) return at;
  }
  return text.length;
}

const DEFINE = /^#\s*define\s+([A-Za-z_$][\w$]*)(\(([^()]*)\))?/;

/** The macro of a `#define` directive at `text[start, end)`, or undefined when it is malformed. */
export function parseDefine(path: string, text: string, start: number, end: number): Macro | undefined {
  if (end - start > MAX_BODY) return undefined;
  const line = cleanLine(text.slice(start, end));
  const match = DEFINE.exec(line);
  if (match === null) return undefined;
  const name = match[1]!;
  const nameAt = text.indexOf(name, start + 1 + text.slice(start + 1, end).search(/\bdefine\b/) + 6);
  const params = match[2] === undefined ? undefined : paramNames(match[3]!);
  const body = line.slice(match[0].length).trim();
  return { name, params, body, path, start: nameAt < 0 ? start : nameAt };
}

function paramNames(list: string): string[] {
  if (list.trim() === '') return [];
  return list.split(',').map((param) => param.replace(/\s+/g, ''));
}

const bodies = new WeakMap<Macro, readonly BodyToken[]>();

/** The tokens of a macro's body, lexed once. */
export function bodyTokens(macro: Macro): readonly BodyToken[] {
  const known = bodies.get(macro);
  if (known !== undefined) return known;
  const tokens = textTokens(macro.body);
  bodies.set(macro, tokens);
  return tokens;
}

export function textTokens(text: string): BodyToken[] {
  const tok = lex(text, 0, text.length, false);
  const tokens: BodyToken[] = [];
  for (let i = 0; i < tok.count; i++) {
    const start = tok.start[i]!;
    const space = i > 0 && start > tok.end[i - 1]!;
    tokens.push({ text: text.slice(start, tok.end[i]), kind: tok.kind[i]!, space });
  }
  return tokens;
}

/**
 * - literal: one number, string or character, perhaps signed or in parentheses: stays a name, `macros` has its value.
 * - attribute: nothing but attributes and storage classes: blanked where it stands.
 * - loop: the header of a loop or condition, whose body follows the call.
 * - declaration: makes no sense as an expression (starts with a type, holds `;` or unmatched brackets …).
 * - code: anything else.
 */
export type MacroClass = 'literal' | 'attribute' | 'loop' | 'declaration' | 'code';

const classes = new WeakMap<Macro, MacroClass>();
const MAX_CLASS_DEPTH = 10;

export function classify(macro: Macro, lookup: (name: string) => Macro | undefined, depth = 0): MacroClass {
  const known = classes.get(macro);
  if (known !== undefined) return known;
  if (depth > MAX_CLASS_DEPTH) return 'code';
  const found = classOf(macro, lookup, depth);
  classes.set(macro, found);
  return found;
}

function classOf(macro: Macro, lookup: (name: string) => Macro | undefined, depth: number): MacroClass {
  const body = bodyTokens(macro);
  if (macro.params === undefined && isLiteral(body)) return isReplaced(macro, lookup) ? 'code' : 'literal';
  if (body.length === 0 && macro.params === undefined) return 'attribute';
  if (body.length > 0 && isAttributes(body, lookup, depth)) return 'attribute';
  if (isLoopHeader(body, lookup, depth)) return 'loop';
  return isDeclaration(body) ? 'declaration' : 'code';
}

/** Another definition of the name comes behind it: as a name it would mean that one. */
function isReplaced(macro: Macro, lookup: (name: string) => Macro | undefined): boolean {
  const last = lookup(macro.name);
  return last !== undefined && last !== macro && last.body !== macro.body;
}

/** `1`, `-1`, `(1UL)`, `"text"`. */
function isLiteral(body: readonly BodyToken[]): boolean {
  let literals = 0;
  for (const { text, kind } of body) {
    if (kind === K_NUMBER || kind === K_STRING || kind === K_CHAR) literals++;
    else if (!/^[-+~()]$/.test(text)) return false;
  }
  return literals === 1;
}

/** The file's own definition of a name that the table has too, where it means something else than the usual one. */
export function redefined(name: string, lookup: () => Macro | undefined): Macro | undefined {
  const usual = USUAL.get(name);
  const own = usual && lookup();
  return own && !usual.test(own.body) ? own : undefined;
}

const STORAGE = new Set(['static', 'inline', 'extern', '__inline', '__inline__']);

function isAttributes(
  body: readonly BodyToken[],
  lookup: (name: string) => Macro | undefined,
  depth: number,
): boolean {
  for (let i = 0; i < body.length; ) {
    const { text, kind } = body[i]!;
    if (kind !== K_IDENT) return false;
    const entry = DIALECT.get(text);
    const attribute = entry?.kind === 'attribute' || entry?.kind === 'cleanup';
    const keyword = entry?.kind === 'keyword' && entry.what === 'attribute';
    if (!attribute && !keyword && !STORAGE.has(text)) {
      const macro = entry === undefined ? lookup(text) : undefined;
      if (macro === undefined || classify(macro, lookup, depth + 1) !== 'attribute') return false;
    }
    i = behindArguments(body, i + 1);
  }
  return true;
}

/** Index behind the parenthesised list at `i`, or `i`. */
function behindArguments(body: readonly BodyToken[], i: number): number {
  if (body[i]?.text !== '(') return i;
  let depth = 0;
  for (let t = i; t < body.length; t++) {
    if (body[t]!.text === '(') depth++;
    else if (body[t]!.text === ')' && --depth === 0) return t + 1;
  }
  return body.length;
}

const LOOP_WORDS = new Set(['for', 'while', 'if', 'bpf_for', 'bpf_repeat', 'bpf_for_each', 'scoped_guard']);

function isLoopHeader(
  body: readonly BodyToken[],
  lookup: (name: string) => Macro | undefined,
  depth: number,
): boolean {
  const first = body[0];
  const last = body[body.length - 1];
  if (first === undefined || first.kind !== K_IDENT) return false;
  if (last!.text !== ')' && last!.text !== 'else') return false;
  if (LOOP_WORDS.has(first.text)) return true;
  if (DIALECT.has(first.text) || behindArguments(body, 1) !== body.length || body.length < 3) return false;
  const macro = lookup(first.text);
  return macro !== undefined && classify(macro, lookup, depth + 1) === 'loop';
}

const DECLARES = new Set(
  `struct union enum static extern inline typedef const volatile unsigned signed int char short long void`.split(
    ' ',
  ),
);

function isDeclaration(body: readonly BodyToken[]): boolean {
  const first = body[0];
  if (first !== undefined && DECLARES.has(first.text)) return true;
  let depth = 0;
  for (const { text } of body) {
    if (text === '(' || text === '{' || text === '[') depth++;
    else if (text === ')' || text === '}' || text === ']') depth--;
    else if (text === ';' && depth === 0) return true;
    if (depth < 0) return true;
  }
  return depth !== 0;
}

/** What a text does to the brackets around it. */
export interface Balance {
  /** Brackets that it opens, less those that it closes. */
  readonly net: number;
  /** How far it goes below the depth it begins at: 0 or negative. */
  readonly low: number;
}

const balances = new WeakMap<Macro, Balance>();
const BALANCED: Balance = { net: 0, low: 0 };

/** The brackets of a macro's body, those of the macros in it counted in. */
export function balanceOf(macro: Macro, lookup: (name: string) => Macro | undefined, depth = 0): Balance {
  const known = balances.get(macro);
  if (known !== undefined) return known;
  if (depth > MAX_CLASS_DEPTH) return BALANCED;
  // Also ends macros that name themselves.
  balances.set(macro, BALANCED);
  let net = 0;
  let low = 0;
  for (const { text, kind } of bodyTokens(macro)) {
    const inner = kind === K_IDENT && !DIALECT.has(text) ? lookup(text) : undefined;
    const part = inner ? balanceOf(inner, lookup, depth + 1) : bracketBalance(text);
    low = Math.min(low, net + part.low);
    net += part.net;
  }
  const found = net === 0 && low === 0 ? BALANCED : { net, low };
  balances.set(macro, found);
  return found;
}

function bracketBalance(text: string): Balance {
  if (text === '(' || text === '{' || text === '[') return { net: 1, low: 0 };
  return text === ')' || text === '}' || text === ']' ? { net: -1, low: -1 } : BALANCED;
}

/** Whether brackets that are open around a text pair up with brackets in it. */
export function isOneSided({ net, low }: Balance): boolean {
  return net !== 0 || low < 0;
}

/** Whether `expand` replaces it in a function's own text. */
export function isExpandable(macro: Macro, lookup: (name: string) => Macro | undefined): boolean {
  const kind = classify(macro, lookup);
  return kind !== 'literal' && kind !== 'attribute';
}
