/**
 * How far a comment reaches:
 *
 *     behind code on its line    the lines of that statement, up to the comment
 *     in front of code           the lines of that statement, or of the head of an `if`, a loop, a `switch`
 *     above a function           the function
 *
 * Between a comment and what it is above there may be other comments and nothing else, no empty line either.
 */
import type { FunctionInfo } from '../../../bpf/flow/graph.ts';
import { K_IDENT, lex, type Tokens } from '../../../bpf/syntax/preprocess/lexer.ts';
import type { ParsedFile, Span } from '../../../bpf/syntax/types.ts';

/** A statement of which more is not looked at. */
const LONGEST = 4_000;
const HEADS = new Set(['if', 'while', 'for', 'switch']);

/** What a comment of the file is about; undefined: nothing follows it. `functions`: the file's. */
export function reachOf(
  file: Pick<ParsedFile, 'text' | 'comments'>,
  functions: readonly FunctionInfo[],
  comment: Span,
): Span | undefined {
  const { text } = file;
  const before = codeBefore(file, comment);
  if (before !== undefined)
    return wholeLines(text, { start: startOf(text, functions, comment), end: comment.end });
  const target = codeBehind(file, comment);
  if (target === undefined) return undefined;
  const fn = functionAt(file, functions, target);
  if (fn) return { start: target, end: fn.end };
  return wholeLines(text, { start: target, end: endOf(text, target) });
}

/** Offset of the code before the comment on the line where it begins. */
function codeBefore(
  { text, comments }: Pick<ParsedFile, 'text' | 'comments'>,
  { start }: Span,
): number | undefined {
  let at = start;
  for (let i = indexAt(comments, start) - 1; ; i--) {
    while (at > 0 && isBlank(text, at - 1)) at--;
    if (i < 0 || comments[i]!.end !== at) break;
    at = comments[i]!.start;
  }
  return at === 0 || isBreak(text, at - 1) ? undefined : at - 1;
}

/** Offset of the code behind the comment: on its line or on the next that has not only comments. */
function codeBehind(
  { text, comments }: Pick<ParsedFile, 'text' | 'comments'>,
  comment: Span,
): number | undefined {
  let at = comment.end;
  for (let i = indexAt(comments, comment.start) + 1; ; i++) {
    for (let lines = 0; at < text.length && (isBlank(text, at) || isBreak(text, at)); ) {
      if (isBreak(text, at) && ++lines > 1) return undefined;
      at += text.startsWith('\r\n', at) ? 2 : 1;
    }
    if (comments[i]?.start !== at) return at < text.length ? at : undefined;
    at = comments[i]!.end;
  }
}

/** Index of the first comment that begins at the offset or later. */
function indexAt(comments: readonly Span[], offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The function whose head begins with the code at that offset, or goes on there: its section counts as its head. */
function functionAt(
  { text }: Pick<ParsedFile, 'text'>,
  functions: readonly FunctionInfo[],
  target: number,
): FunctionInfo | undefined {
  let next: FunctionInfo | undefined;
  for (const fn of functions)
    if (fn.nameStart >= target && (!next || fn.nameStart < next.nameStart)) next = fn;
  if (!next || functions.some((fn) => fn !== next && fn.start <= target && target < fn.end)) return undefined;
  if (next.nameStart - target > LONGEST) return undefined;
  // What ends a declaration, or begins a body, is between them: the code is another's.
  const tok = lex(text.slice(target, next.nameStart));
  if (tok.directives.length > 0) return undefined;
  for (let i = 0; i < tok.count; i++)
    if (tok.kind[i] === 59 || tok.kind[i] === 123 || tok.kind[i] === 125) return undefined;
  return next;
}

/** End of the statement that begins at the offset, or of its head. */
function endOf(text: string, start: number): number {
  const tok = lex(text, start, Math.min(text.length, start + LONGEST));
  let i = 0;
  if (tok.count === 0 || tok.start[0] !== start) return start;
  if (tok.kind[i] === 125) i++;
  if (wordAt(text, tok, i) === 'else') i++;
  const isHead = HEADS.has(wordAt(text, tok, i));
  const first = i;
  for (; i < tok.count; i++) {
    const kind = tok.kind[i]!;
    if (kind === 59 || kind === 123 || kind === 125) return tok.end[i === first || kind === 59 ? i : i - 1]!;
    const close = kind === 40 || kind === 91 ? tok.match[i]! : -1;
    if (close > i) i = close;
    if (isHead && kind === 40) return tok.end[i]!;
  }
  // What has no end in sight is its first line.
  return start;
}

/** Start of the statement that the code before the comment belongs to. */
function startOf(text: string, functions: readonly FunctionInfo[], { start }: Span): number {
  const fn = functions.find((known) => known.start < start && start <= known.end);
  if (!fn) return start;
  const tok = lex(text, Math.max(fn.start, start - LONGEST), start);
  let i = tok.count - 1;
  if (i < 0) return start;
  let first = tok.start[i]!;
  if (tok.kind[i] === 123 || tok.kind[i] === 125) return first;
  for (i = tok.kind[i] === 59 ? i - 1 : i; i >= 0; i--) {
    const kind = tok.kind[i]!;
    if (kind === 59 || kind === 123 || kind === 125) return first;
    const open = kind === 41 || kind === 93 ? tok.match[i]! : -1;
    if (open >= 0 && HEADS.has(wordAt(text, tok, open - 1)) && first < start && i < tok.count - 1)
      return first;
    if (open >= 0) i = open;
    first = tok.start[i]!;
  }
  return start;
}

function wordAt(text: string, tok: Tokens, i: number): string {
  return i >= 0 && i < tok.count && tok.kind[i] === K_IDENT ? text.slice(tok.start[i], tok.end[i]) : '';
}

/** From the beginning of the first line to the end of the last. */
function wholeLines(text: string, span: Span): Span {
  let { start, end } = span;
  while (start > 0 && !isBreak(text, start - 1)) start--;
  while (end < text.length && !isBreak(text, end)) end++;
  return { start, end };
}

function isBreak(text: string, i: number): boolean {
  const c = text.charCodeAt(i);
  return c === 10 || c === 13;
}

function isBlank(text: string, i: number): boolean {
  const c = text.charCodeAt(i);
  return c === 32 || c === 9 || c === 11 || c === 12;
}
