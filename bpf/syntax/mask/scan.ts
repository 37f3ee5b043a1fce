/** What the mask's handlers share: the tokens, the edits and marks so far, and where the scan is. */
import { K_IDENT, type Tokens } from '../preprocess/lexer.ts';
import type { Hole, Macro, Mark, Span } from '../types.ts';

/** Replacement of `text[start, end)` by as many characters; undefined: blanks. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly to: string | undefined;
}

/** The macro that a name means at an offset, as far as the file and its headers define it. */
export type MacroLookup = (name: string, offset: number) => Macro | undefined;

/** A piece of file scope that user macros build: blanked here, expanded and parsed on its own. */
export interface Unit {
  readonly start: number;
  readonly end: number;
}

export interface Scan {
  readonly text: string;
  readonly tok: Tokens;
  readonly lookup: MacroLookup;
  readonly edits: Edit[];
  readonly marks: Mark[];
  /** Offsets of user macros that `expand` would replace, ascending. */
  readonly uses: number[];
  readonly units: Unit[];
  /** What could not be understood: the function around it was not read as a whole. */
  readonly holes: Hole[];
  /** Token ranges that a handler has dealt with: first token to the one behind the last. */
  readonly skip: Map<number, number>;
  /** Indices of the open brackets around the current token. */
  readonly open: number[];
  /** Token that closes the function body the scan is in; -1 outside of functions. */
  functionEnd: number;
  /** First token of the current external declaration. */
  unitStart: number;
  /** Callees that have a special-call mark. */
  readonly special: Set<number>;
  /** No declaration ends behind this token (found once, so that it is not searched for again and again). */
  noEndFrom: number;
  /** Tokens that were walked over to find the ends of declarations, all walks together. */
  walked: number;
  /** Token that ends the declaration which begins at `first`, the brackets of macros counted. */
  balanced: { readonly first: number; readonly end: number } | undefined;
  /** Inside an initialiser of the current external declaration. */
  inValue: boolean;
}

export function newScan(text: string, tok: Tokens, lookup: MacroLookup, edits: readonly Edit[] = []): Scan {
  return {
    text,
    tok,
    lookup,
    edits: [...edits],
    marks: [],
    uses: [],
    units: [],
    holes: [],
    skip: new Map(),
    open: [],
    functionEnd: -1,
    unitStart: 0,
    special: new Set(),
    noEndFrom: Number.MAX_SAFE_INTEGER,
    walked: 0,
    balanced: undefined,
    inValue: false,
  };
}

export const PAREN = 40;
export const PAREN_CLOSE = 41;
export const BRACKET = 91;
export const BRACKET_CLOSE = 93;
export const BRACE = 123;
export const BRACE_CLOSE = 125;
export const COMMA = 44;
export const SEMICOLON = 59;
export const COLON = 58;
export const EQUALS = 61;
export const DOT = 46;
export const ASTERISK = 42;

export function tokenText(scan: Scan, i: number): string {
  return scan.text.slice(scan.tok.start[i], scan.tok.end[i]);
}

export function kindAt(scan: Scan, i: number): number {
  return i >= 0 && i < scan.tok.count ? scan.tok.kind[i]! : 0;
}

export function startAt(scan: Scan, i: number): number {
  return i < scan.tok.count ? scan.tok.start[i]! : scan.text.length;
}

export function endAt(scan: Scan, i: number): number {
  return i >= 0 && i < scan.tok.count ? scan.tok.end[i]! : 0;
}

/** Index of the `)` of the list that opens at token `i`, or -1. */
export function closeOf(scan: Scan, i: number): number {
  return kindAt(scan, i) === PAREN ? scan.tok.match[i]! : -1;
}

export function isIdent(scan: Scan, i: number): boolean {
  return kindAt(scan, i) === K_IDENT;
}

export function blank(scan: Scan, start: number, end: number): void {
  if (end > start) scan.edits.push({ start, end, to: undefined });
}

export function replace(scan: Scan, start: number, to: string): void {
  scan.edits.push({ start, end: start + to.length, to });
}

/** An argument: its tokens `[from, to)`, and its span without surrounding blanks. */
export interface Arg extends Span {
  readonly from: number;
  readonly to: number;
}

/** The arguments between `open` and its partner; looks at its own level only, so nested calls stay linear. */
export function splitArgs(scan: Scan, open: number): Arg[] {
  const close = scan.tok.match[open]!;
  if (close <= open + 1) return [];
  const args: Arg[] = [];
  let from = open + 1;
  for (let i = open + 1; i <= close; i++) {
    const nested = i < close ? scan.tok.match[i]! : -1;
    if (nested > i) {
      i = nested;
      continue;
    }
    if (i < close && scan.tok.kind[i] !== COMMA) continue;
    args.push(argOf(scan, from, i));
    from = i + 1;
  }
  return args;
}

function argOf(scan: Scan, from: number, to: number): Arg {
  if (to > from) return { from, to, start: startAt(scan, from), end: endAt(scan, to - 1) };
  const at = startAt(scan, to);
  return { from, to, start: at, end: at };
}

export function spansOf(args: readonly Arg[]): Span[] {
  return args.map((arg) => ({ start: arg.start, end: arg.end }));
}

/** Applies edits (any order; of overlapping ones the first and longest wins) without moving a character. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || b.end - a.end);
  const parts: string[] = [];
  let at = 0;
  for (const edit of sorted) {
    if (edit.start < at) continue;
    if (edit.start > at) parts.push(text.slice(at, edit.start));
    parts.push(edit.to ?? blanksFor(text, edit.start, edit.end));
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** Blanks of that length, with the line breaks of the original. */
export function blanksFor(text: string, start: number, end: number): string {
  const parts: string[] = [];
  let from = start;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code !== 10 && code !== 13) continue;
    parts.push(' '.repeat(i - from), code === 10 ? '\n' : '\r');
    from = i + 1;
  }
  const last = ' '.repeat(end - from);
  return parts.length === 0 ? last : parts.join('') + last;
}
