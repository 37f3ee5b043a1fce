/** Macros that the table does not know: those the user defined, and names whose definition was not found. */
import { DIALECT } from '../../grammars/dialect.ts';
import { loopMacro, typeArgument } from './mask-calls.ts';
import {
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
  type Scan,
  SEMICOLON,
  spansOf,
  splitArgs,
  startAt,
  tokenText,
} from './scan.ts';
import type { Macro } from './types.ts';

/** Whether a statement can begin at token `i`. */
export function atStatementStart(scan: Scan, i: number): boolean {
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
  const marked = scan.marks.some((mark) => mark.start === start);
  if (!marked) {
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

export function userMacro(_scan: Scan, i: number, _macro: Macro): number {
  return i + 1;
}

export function structuralUnit(_scan: Scan, _i: number, _last: string): number | undefined {
  return undefined;
}
