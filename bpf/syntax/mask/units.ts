/**
 * Pieces of file scope that make sense only when their macros are expanded: declarations that a macro builds, and
 * declarations in which a macro opens or closes a bracket. They are blanked here, and expanded and parsed on their own.
 */
import { because } from '../../words/reasons.ts';
import { type Balance, balanceOf } from '../preprocess/macros.ts';
import {
  BRACE,
  BRACE_CLOSE,
  BRACKET,
  BRACKET_CLOSE,
  blank,
  closeOf,
  EQUALS,
  endAt,
  isIdent,
  kindAt,
  PAREN,
  PAREN_CLOSE,
  type Scan,
  SEMICOLON,
  startAt,
  tokenText,
} from './scan.ts';

const MAX_UNIT_TOKENS = 200_000;

/**
 * The declaration around the macro at token `i` is blanked and noted, to be expanded on its own. `last` is the last
 * token of the macro's body: `}` and `;` end a declaration by themselves. Undefined: it has no end.
 */
export function structuralUnit(scan: Scan, i: number, last: string): number | undefined {
  const close = closeOf(scan, i + 1);
  const from = close < 0 ? i : close;
  const isWhole = scan.open.length === 0 && (last === '}' || last === ';');
  let end = from;
  if (!isWhole) end = declarationEnd(scan, from);
  else if (kindAt(scan, from + 1) === SEMICOLON) end = from + 1;
  return end < 0 ? undefined : takeUnit(scan, Math.min(scan.unitStart, i), end);
}

/** Takes the tokens `[first, end]` out of the text; the scan goes on at file scope behind them. */
function takeUnit(scan: Scan, first: number, end: number): number {
  const start = startAt(scan, first);
  while ((scan.marks[scan.marks.length - 1]?.start ?? -1) >= start) scan.marks.pop();
  while ((scan.uses[scan.uses.length - 1] ?? -1) >= start) scan.uses.pop();
  blank(scan, start, endAt(scan, end));
  scan.units.push({ start, end: endAt(scan, end) });
  scan.open.length = 0;
  scan.functionEnd = -1;
  scan.unitStart = end + 1;
  scan.inValue = false;
  return end + 1;
}

/** Token that ends the external declaration which token `i` is part of: its `;` or its function body's `}`. */
function declarationEnd(scan: Scan, i: number): number {
  const outer = scan.open[0];
  if (i >= scan.noEndFrom) return -1;
  let t = outer === undefined ? i + 1 : scan.tok.match[outer]! + 1;
  for (let steps = 0; t < scan.tok.count && steps < MAX_UNIT_TOKENS; steps++, t++) {
    const kind = kindAt(scan, t);
    if (kind === SEMICOLON) return t;
    const partner = scan.tok.match[t]!;
    if (kind === BRACE && kindAt(scan, t - 1) === PAREN_CLOSE) return partner;
    if (partner > t) t = partner;
  }
  scan.noEndFrom = Math.min(scan.noEndFrom, i);
  return -1;
}

/**
 * The declaration around token `i`, a macro that opens or closes brackets: what pairs up in the text may not be what
 * pairs up in the code. Undefined: the text is as good as the code, or the declaration's end is not found.
 */
export function oneSidedUnit(scan: Scan, i: number): number | undefined {
  const first = Math.min(scan.unitStart, i);
  if (scan.balanced?.first !== first) scan.balanced = { first, end: balancedEnd(scan, first) };
  const { end } = scan.balanced;
  if (end === scan.functionEnd) return undefined;
  if (end >= i) return takeUnit(scan, first, end);
  scan.holes.push({ start: startAt(scan, i), end: endAt(scan, i), reason: UNPAIRED });
  return undefined;
}

const UNPAIRED = because('unpairedBracket');

/** What a walk over a declaration has seen outside of all brackets. */
interface Seen {
  parens: boolean;
  equals: boolean;
  /** In the brackets of a function's body, or behind them. */
  body: boolean;
}

/** Token that ends the declaration that begins at `first`, with the brackets of macros counted; -1: none does. */
function balancedEnd(scan: Scan, first: number): number {
  const seen: Seen = { parens: false, equals: false, body: false };
  let depth = 0;
  for (let t = first; t < scan.tok.count; t++) {
    if (++scan.walked > WALKS * scan.tok.count) return -1;
    const { net, low, close } = balanceAt(scan, t);
    if (depth === 0) notice(seen, kindAt(scan, t), net);
    const isClosed = depth + low <= 0 && depth > 0;
    depth += net;
    if (depth < 0) return -1;
    if (depth === 0 && kindAt(scan, t) === SEMICOLON) return t;
    if (depth === 0 && isClosed && seen.body) return close;
    t = close;
  }
  return -1;
}

/** Times that all tokens of a file may be walked over for ends of declarations. */
const WALKS = 8;

function notice(seen: Seen, kind: number, net: number): void {
  if (kind === PAREN) seen.parens = true;
  else if (kind === EQUALS) seen.equals = true;
  else if (net > 0 && kind !== BRACKET) seen.body = seen.parens && !seen.equals;
}

const OPENS: Balance = { net: 1, low: 0 };
const CLOSES: Balance = { net: -1, low: -1 };
const NEUTRAL: Balance = { net: 0, low: 0 };

/** Brackets that token `t` opens and closes; `close`: its last token, if it is a macro with arguments. */
function balanceAt(scan: Scan, t: number): Balance & { readonly close: number } {
  const kind = kindAt(scan, t);
  if (kind === BRACE || kind === PAREN || kind === BRACKET) return { ...OPENS, close: t };
  if (kind === BRACE_CLOSE || kind === PAREN_CLOSE || kind === BRACKET_CLOSE) return { ...CLOSES, close: t };
  const macro = isIdent(scan, t) ? scan.lookup(tokenText(scan, t), startAt(scan, t)) : undefined;
  if (macro === undefined) return { ...NEUTRAL, close: t };
  const balance = balanceOf(macro, (name) => scan.lookup(name, Number.MAX_SAFE_INTEGER));
  if (macro.params === undefined) return { ...balance, close: t };
  const close = closeOf(scan, t + 1);
  return close < 0 ? { ...NEUTRAL, close: t } : { ...balance, close };
}
