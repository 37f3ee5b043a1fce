/**
 * Where the cursor is, from the text alone: what is half typed has no tree. Only the text from the end of the function before
 * is looked at, and nothing behind the cursor.
 */
import {
  K_CHAR,
  K_IDENT,
  K_NUMBER,
  K_STRING,
  lex,
  type Tokens,
} from '../../../bpf/syntax/preprocess/lexer.ts';

export interface Cursor {
  /** The text up to the cursor, from a place between two declarations on. */
  readonly text: string;
  /** Where that text begins in the file. */
  readonly base: number;
  readonly tok: Tokens;
  /** Tokens before the word that is typed. */
  readonly count: number;
  /** What is typed of the word, or of the string. */
  readonly word: string;
  /** Where the word begins, or what is between the string's quotes. */
  readonly start: number;
  readonly inString: boolean;
  /** Token of the brace that opens the function's body; undefined: the cursor is in none. */
  readonly body: number | undefined;
}

const PAREN = 40;
const PAREN_CLOSE = 41;
const COMMA = 44;
const SEMICOLON = 59;
const BRACKET = 91;
const BRACKET_CLOSE = 93;
const BRACE = 123;
const BRACE_CLOSE = 125;

/** undefined: in a comment, a directive, a character or a number. */
export function cursorAt(whole: string, offset: number): Cursor | undefined {
  const base = anchorBefore(whole, offset);
  const text = whole.slice(base, offset);
  const tok = lex(text);
  const isOpen = (span: { readonly start: number; readonly end: number } | undefined) =>
    span?.end === text.length;
  const comment = tok.comments.at(-1);
  const isInLineComment = isOpen(comment) && text.startsWith('//', comment!.start);
  if (tok.unclosed >= 0 || isInLineComment || isOpen(tok.directives.at(-1))) return undefined;
  const last = tok.count - 1;
  const isTouched = last >= 0 && tok.end[last] === text.length;
  const kind = isTouched ? tok.kind[last] : 0;
  const written = isTouched ? text.slice(tok.start[last]!) : '';
  const inString = kind === K_STRING && !isClosed(written);
  if (kind === K_NUMBER || (kind === K_CHAR && !isClosed(written))) return undefined;
  const isWord = kind === K_IDENT || inString;
  const word = inString ? written.slice(1) : isWord ? written : '';
  const count = isWord ? last : tok.count;
  return { text, base, tok, count, word, start: offset - word.length, inString, body: bodyOf(tok, count) };
}

/** Behind the last brace that closes a declaration: it stands at the beginning of its line. */
function anchorBefore(text: string, offset: number): number {
  const brace = text.lastIndexOf('\n}', offset - 2);
  if (brace < 0 || text.lastIndexOf('/*', brace) > text.lastIndexOf('*/', brace)) return 0;
  return brace + 2;
}

const isClosed = (literal: string): boolean => /^["'](?:[^\\]|\\.)*["']$/s.test(literal);

/** What opens it stands behind the parameters. */
function bodyOf(tok: Tokens, count: number): number | undefined {
  let depth = 0;
  let open = -1;
  for (let i = 0; i < count; i++) {
    if (tok.kind[i] === BRACE && depth++ === 0) open = i;
    else if (tok.kind[i] === BRACE_CLOSE && depth > 0) depth--;
  }
  if (depth === 0) return undefined;
  const before = tok.kind[open - 1] === K_IDENT ? open - 2 : open - 1;
  return tok.kind[before] === PAREN_CLOSE ? open : undefined;
}

/** Token `i` as it is written. */
export function tokenText({ text, tok }: Cursor, i: number): string {
  return i < 0 || i >= tok.count ? '' : text.slice(tok.start[i], tok.end[i]);
}

export interface Call {
  readonly name: string;
  /** Of the argument in which the cursor is, from 0. */
  readonly index: number;
  /** Token of the opening parenthesis. */
  readonly open: number;
}

/** What looks like a call and is none. */
const CONTROL: ReadonlySet<string> = new Set(['if', 'for', 'while', 'switch', 'return']);
/** Around an argument these say nothing of their own. */
const TRANSPARENT: ReadonlySet<string> = new Set(['likely', 'unlikely', 'sizeof', 'typeof']);

/** The innermost call whose arguments the cursor is in. */
export function callAt(cursor: Cursor): Call | undefined {
  const { tok, count } = cursor;
  let depth = 0;
  let index = 0;
  for (let i = count - 1; i >= 0; i--) {
    const kind = tok.kind[i]!;
    if (kind === PAREN_CLOSE || kind === BRACKET_CLOSE || kind === BRACE_CLOSE) depth++;
    else if (kind === PAREN || kind === BRACKET || kind === BRACE) {
      if (depth > 0) depth--;
      else if (kind === BRACE) return undefined;
      else if (kind === PAREN && tok.kind[i - 1] === K_IDENT) {
        const name = tokenText(cursor, i - 1);
        if (CONTROL.has(name)) return undefined;
        if (!TRANSPARENT.has(name)) return { name, index, open: i };
        index = 0;
      } else index = 0;
    } else if (depth === 0 && kind === COMMA) index++;
    else if (depth === 0 && kind === SEMICOLON) return undefined;
  }
  return undefined;
}

/** What stands before the word. */
export type Place =
  | { readonly at: 'statement' }
  /** `name = `, or `type *name = ` at the beginning of a statement. */
  | { readonly at: 'value'; readonly of: string }
  | { readonly at: 'expression' }
  /** A member, or the name of what is being declared. */
  | { readonly at: 'name' };

const TAGS: ReadonlySet<string> = new Set(['struct', 'union', 'enum', 'goto', 'SEC']);
const STATEMENT_END: ReadonlySet<number> = new Set([SEMICOLON, BRACE, BRACE_CLOSE]);

export function placeOf(cursor: Cursor): Place {
  const { tok, count } = cursor;
  const last = count - 1;
  const before = tokenText(cursor, last);
  if (before === '.' || before === '->' || TAGS.has(before)) return { at: 'name' };
  if (STATEMENT_END.has(tok.kind[last]!)) return { at: 'statement' };
  // `u64 name`: behind a name stands no value, but for words of C.
  if (tok.kind[last] === K_IDENT)
    return { at: /^(?:return|else|do|case)$/.test(before) ? 'expression' : 'name' };
  const of = before === '=' && tok.kind[last - 1] === K_IDENT ? tokenText(cursor, last - 1) : '';
  if (of === '') return { at: 'expression' };
  let i = last - 2;
  while (i >= 0 && (tok.kind[i] === K_IDENT || tokenText(cursor, i) === '*')) i--;
  const isDereference = tokenText(cursor, i + 1) === '*';
  return STATEMENT_END.has(tok.kind[i]!) && !isDereference ? { at: 'value', of } : { at: 'expression' };
}

/** Tokens between the declaration before and the body: attributes, result, name and parameters. */
export function headOf(cursor: Cursor): readonly string[] {
  const { tok, body } = cursor;
  if (body === undefined) return [];
  let from = body;
  while (from > 0 && tok.kind[from - 1] !== SEMICOLON && tok.kind[from - 1] !== BRACE_CLOSE) from--;
  return Array.from({ length: body - from }, (_, i) => tokenText(cursor, from + i));
}
