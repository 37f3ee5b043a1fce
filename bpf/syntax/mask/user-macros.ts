/** Macros that the table does not know: those the user defined, and names whose definition was not found. */
import { DIALECT } from '../../../grammars/dialect.ts';
import { expandTokens } from '../preprocess/expand.ts';
import { K_CHAR, K_IDENT } from '../preprocess/lexer.ts';
import {
  balanceOf,
  bodyTokens,
  classify,
  isOneSided,
  type MacroClass,
  textTokens,
} from '../preprocess/macros.ts';
import type { Macro } from '../types.ts';
import { attributesIn } from './attributes.ts';
import { loopMacro, typeArgument } from './calls.ts';
import {
  type Arg,
  ASTERISK,
  BRACE,
  BRACE_CLOSE,
  blank,
  COLON,
  COMMA,
  closeOf,
  endAt,
  isIdent,
  kindAt,
  PAREN,
  PAREN_CLOSE,
  replace,
  type Scan,
  SEMICOLON,
  spansOf,
  splitArgs,
  startAt,
  tokenText,
} from './scan.ts';
import { oneSidedUnit, structuralUnit } from './units.ts';

/** Whether a statement can begin at token `i`. */
function atStatementStart(scan: Scan, i: number): boolean {
  const before = kindAt(scan, i - 1);
  if (before === SEMICOLON || before === BRACE || before === BRACE_CLOSE || before === PAREN_CLOSE)
    return true;
  if (before === COLON) return true;
  return isIdent(scan, i - 1) && /^(?:else|do)$/.test(tokenText(scan, i - 1));
}

/** A call of something unknown: `name(…) {` in a function can only be a loop, `name(…) int x` only an attribute. */
export function unknownCall(scan: Scan, i: number, name: string): number {
  const close = closeOf(scan, i + 1);
  if (close < 0) return i + 1;
  if (scan.functionEnd >= 0) {
    const isLoop = kindAt(scan, close + 1) === BRACE && atStatementStart(scan, i);
    return isLoop ? loopMacro(scan, i, name) : i + 1;
  }
  if (scan.open.length > 0 || scan.unitStart !== i || !isIdent(scan, close + 1)) return i + 1;
  const start = startAt(scan, i);
  const end = endAt(scan, close);
  blank(scan, start, end);
  const args = scan.text.slice(endAt(scan, i + 1), startAt(scan, close)).trim();
  scan.marks.push({ kind: 'attribute', start, end, name, args });
  scan.unitStart = close + 1;
  return close + 1;
}

/** `struct x` as an argument of a call in a function: the keyword (and stars) go, the name stays as an expression. */
export function recordArgument(scan: Scan, i: number): number {
  const open = scan.open[scan.open.length - 1];
  if (scan.functionEnd < 0 || open === undefined || kindAt(scan, open) !== PAREN) return i + 1;
  const before = kindAt(scan, i - 1);
  if (before !== PAREN && before !== COMMA) return i + 1;
  if (!isIdent(scan, open - 1) || !isExpressionCall(scan, open - 1)) return i + 1;
  const end = typeEnd(scan, i);
  if (end < 0) return i + 1;
  typeArgument(scan, { from: i, to: end, start: startAt(scan, i), end: endAt(scan, end - 1) });
  const start = startAt(scan, open - 1);
  if (!scan.special.has(open - 1)) {
    scan.special.add(open - 1);
    const close = scan.tok.match[open]!;
    const args = spansOf(splitArgs(scan, open));
    scan.marks.push({
      kind: 'special-call',
      start,
      end: endAt(scan, close),
      name: tokenText(scan, open - 1),
      args,
    });
  }
  return end;
}

/** The token behind `struct NAME **` if that is a whole argument, else -1. */
function typeEnd(scan: Scan, i: number): number {
  if (!isIdent(scan, i + 1)) return -1;
  let t = i + 2;
  while (kindAt(scan, t) === ASTERISK) t++;
  const kind = kindAt(scan, t);
  return kind === COMMA || kind === PAREN_CLOSE ? t : -1;
}

/** `name(` in an expression, not in a declaration (`int name(struct x *)`) and not a keyword's parentheses. */
function isExpressionCall(scan: Scan, callee: number): boolean {
  const entry = DIALECT.get(tokenText(scan, callee));
  if (entry?.kind === 'keyword' || entry?.kind === 'typeof') return false;
  const before = kindAt(scan, callee - 1);
  if (before === ASTERISK) return false;
  if (!isIdent(scan, callee - 1)) return true;
  return /^(?:return|else|do|case)$/.test(tokenText(scan, callee - 1));
}

const MAX_OFFSET = Number.MAX_SAFE_INTEGER;

/** A macro that the file or a header defines. The tree only needs to stay whole here; `expand` gives the meaning. */
export function userMacro(scan: Scan, i: number, macro: Macro): number {
  const kind = classify(macro, (name) => scan.lookup(name, MAX_OFFSET));
  if (kind === 'literal') return i + 1;
  if (kind === 'attribute') return userAttribute(scan, i, macro);
  const close = macro.params === undefined ? i : closeOf(scan, i + 1);
  if (close < 0) return i + 1;
  if (isOneSided(balanceOf(macro, (name) => scan.lookup(name, MAX_OFFSET)))) {
    const next = oneSidedUnit(scan, i);
    if (next !== undefined) return next;
  }
  if (scan.functionEnd < 0 && isStructural(scan, i, close, macro, kind)) {
    const next = structuralUnit(scan, i, lastToken(macro));
    if (next !== undefined) return next;
  }
  scan.uses.push(startAt(scan, i));
  if (scan.functionEnd < 0) return close > i ? tidyArguments(scan, i, close) : i + 1;
  return inFunction(scan, i, close, macro, kind);
}

function lastToken(macro: Macro): string {
  const body = bodyTokens(macro);
  return body[body.length - 1]?.text ?? ';';
}

/** `MACRO` or `MACRO(…)` that is nothing but attributes: blanked; its parts become marks as if written out. */
function userAttribute(scan: Scan, i: number, macro: Macro): number {
  const close = macro.params === undefined ? i : closeOf(scan, i + 1);
  if (close < 0) return i + 1;
  const start = startAt(scan, i);
  const end = endAt(scan, close);
  blank(scan, start, end);
  const args = close > i ? scan.text.slice(endAt(scan, i + 1), startAt(scan, close)).trim() : '';
  scan.marks.push({ kind: 'attribute', start, end, name: macro.name, args });
  for (const mark of attributesIn(expandText(scan, start, end))) scan.marks.push({ ...mark, start, end });
  if (scan.unitStart === i && scan.functionEnd < 0) scan.unitStart = close + 1;
  return close + 1;
}

function expandText(scan: Scan, start: number, end: number): string {
  const tokens = textTokens(scan.text.slice(start, end)).map((token) => ({
    ...token,
    start,
    end,
    index: -1,
  }));
  const expansion = expandTokens(tokens, {
    lookup: scan.lookup,
    wanted: () => true,
    maxTokens: 1_000,
    maxSteps: 5_000,
  });
  return 'reason' in expansion ? '' : expansion.tokens.map((token) => token.text).join(' ');
}

/** At file scope a macro outside of initialisers and parentheses builds declarations, in a struct it builds fields. */
function isStructural(scan: Scan, i: number, close: number, macro: Macro, kind: MacroClass): boolean {
  const { open } = scan;
  const inner = open[open.length - 1];
  if (inner === undefined)
    return (
      !scan.inValue &&
      (close > i || kind === 'declaration' || isBareName(scan, i, macro) || isBody(scan, i, macro))
    );
  if (scan.inValue || kindAt(scan, inner) !== BRACE) return false;
  const before = kindAt(scan, i - 1);
  const atField = before === BRACE || before === SEMICOLON || before === BRACE_CLOSE;
  if (!atField || isEnumList(scan, inner)) return false;
  return macro.params !== undefined || kind === 'declaration' || kindAt(scan, i + 1) === SEMICOLON;
}

/** `int f(void) BODY`: a function's braces and what is between them. */
function isBody(scan: Scan, i: number, macro: Macro): boolean {
  return kindAt(scan, i - 1) === PAREN_CLOSE && bodyTokens(macro)[0]?.text === '{';
}

/** A lone name as a whole declaration, `MY_DECLARATIONS;` or `MY_PROGRAM`, or at its head with the section: `PROGRAM f(…)`. */
function isBareName(scan: Scan, i: number, macro: Macro): boolean {
  if (scan.unitStart !== i) return false;
  const hasSection = bodyTokens(macro).some(({ text }) => text === 'SEC' || text === 'section');
  return kindAt(scan, i + 1) === SEMICOLON || lastToken(macro) === '}' || hasSection;
}

function isEnumList(scan: Scan, brace: number): boolean {
  const word = (t: number): string => (isIdent(scan, t) ? tokenText(scan, t) : '');
  return word(brace - 1) === 'enum' || word(brace - 2) === 'enum';
}

function inFunction(scan: Scan, i: number, close: number, macro: Macro, kind: MacroClass): number {
  const atStart = atStatementStart(scan, i);
  const next = kindAt(scan, close + 1);
  const loops = kind === 'loop' || next === BRACE;
  if (atStart && close > i && loops && next !== SEMICOLON) return loopMacro(scan, i, macro.name);
  if (atStart && isStatement(scan, i, close, macro, kind)) return standIn(scan, i, close);
  return close > i ? tidyArguments(scan, i, close) : i + 1;
}

/** Whether a macro where a statement may begin stands for whole statements or declarations, with their `;`. */
function isStatement(scan: Scan, i: number, close: number, macro: Macro, kind: MacroClass): boolean {
  const next = kindAt(scan, close + 1);
  if (next === BRACE || next === BRACE_CLOSE) return close > i || kind !== 'code' || endsStatement(macro);
  if (next !== K_IDENT) return false;
  if (close > i || kind !== 'code' || endsStatement(macro)) return true;
  // `T x = 1;` declares something; nothing is declared before a keyword.
  return STATEMENT_WORDS.test(tokenText(scan, close + 1));
}

const STATEMENT_WORDS = /^(?:if|else|for|while|do|switch|case|default|goto|return|break|continue)$/;

function endsStatement(macro: Macro): boolean {
  const last = lastToken(macro);
  return last === '}' || (last === ';' && bodyTokens(macro).length > 0);
}

/** An empty statement in place of the macro. */
function standIn(scan: Scan, i: number, close: number): number {
  const start = startAt(scan, i);
  replace(scan, start, ';');
  blank(scan, start + 1, endAt(scan, close));
  return close + 1;
}

/** Blanks the arguments of a call when they are no expressions, so that the call itself parses. */
function tidyArguments(scan: Scan, i: number, close: number): number {
  if (!splitArgs(scan, i + 1).some((arg) => isOdd(scan, arg))) return i + 1;
  blank(scan, endAt(scan, i + 1), startAt(scan, close));
  scan.skip.set(i + 2, close);
  return i + 1;
}

const PREFIX_OPERATORS = new Set(['(', '*', '&', '-', '+', '!', '~', '{', '++', '--', '&&']);
const EXPRESSION_WORDS = new Set(['sizeof', 'alignof', '_Alignof', '_Generic', '__extension__']);

function isOdd(scan: Scan, arg: Arg): boolean {
  if (arg.to <= arg.from) return true;
  const first = tokenText(scan, arg.from);
  const kind = kindAt(scan, arg.from);
  if (kind === K_IDENT) {
    const entry = DIALECT.get(first);
    if (entry?.kind === 'keyword' && !EXPRESSION_WORDS.has(first)) return true;
    if (entry?.kind === 'typeof') return true;
  } else if (kind > K_CHAR && !PREFIX_OPERATORS.has(first)) return true;
  if (first === '{') return true;
  const last = kindAt(scan, arg.to - 1);
  return (
    last > K_CHAR &&
    last !== PAREN_CLOSE &&
    last !== 93 &&
    last !== BRACE_CLOSE &&
    !/^(?:\+\+|--)$/.test(tokenText(scan, arg.to - 1))
  );
}
