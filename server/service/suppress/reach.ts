/**
 * How far a comment reaches:
 *
 *     behind code on its line    the lines of that statement, up to the comment
 *     in front of code           the lines of that statement, or of the head of an `if`, a loop, a `switch`
 *     above a function           the function
 *
 * Between a comment and what it is above there may be other comments and nothing else, no empty line either.
 */
import type { FunctionInfo, Module } from '../../../bpf/flow/graph.ts';
import { K_IDENT, lex, type Tokens } from '../../../bpf/syntax/preprocess/lexer.ts';
import type { ParsedFile, Span } from '../../../bpf/syntax/types.ts';

/** A statement of which more is not looked at; most end much sooner. */
const LONGEST = 4_000;
const USUAL = 150;
const HEADS = new Set(['if', 'while', 'for', 'switch']);

/** What a file's comment is about, by its index; undefined: nothing follows it. */
export type Reach = (comment: number) => Span | undefined;

/** `functions`: of the module, of which those of the file count. Everything is walked over once for all comments. */
export function reachIn(file: Pick<ParsedFile, 'path' | 'text' | 'comments'>, module: Module): Reach {
  const { text, comments } = file;
  const functions = [...module.functions.values()]
    .filter(({ path }) => path === file.path)
    .sort((a, b) => a.nameStart - b.nameStart);
  const isBehind = behindCode(text, comments);
  const targets = targetsOf(text, comments);
  return (index) => {
    const comment = comments[index]!;
    if (isBehind[index])
      return wholeLines(text, { start: startOf(text, functions, comment.start), end: comment.end });
    const target = targets[index];
    if (target === undefined) return undefined;
    const fn = functionAt(text, functions, target);
    return fn
      ? { start: target, end: fn.end }
      : wholeLines(text, { start: target, end: endOf(text, target) });
  };
}

/** Whether there is code before each comment on the line where it begins; other comments are none. */
function behindCode(text: string, comments: readonly Span[]): boolean[] {
  const found: boolean[] = [];
  for (const [i, { start }] of comments.entries()) {
    let at = start;
    while (at > 0 && isBlank(text, at - 1)) at--;
    const isJoined = i > 0 && comments[i - 1]!.end === at;
    found.push(isJoined ? found[i - 1]! : at > 0 && !isBreak(text, at - 1));
  }
  return found;
}

/** Offset of the code behind each comment: on its line, or on the next that has not only comments. */
function targetsOf(text: string, comments: readonly Span[]): (number | undefined)[] {
  const found = new Array<number | undefined>(comments.length);
  for (let i = comments.length - 1; i >= 0; i--) {
    let at = comments[i]!.end;
    let breaks = 0;
    for (; isBlank(text, at) || isBreak(text, at); at++)
      if (isBreak(text, at) && !text.startsWith('\r\n', at)) breaks++;
    if (breaks > 1 || at >= text.length) continue;
    found[i] = comments[i + 1]?.start === at ? found[i + 1] : at;
  }
  return found;
}

/** Index of the first function whose name is at the offset or behind it. */
function indexAt(functions: readonly FunctionInfo[], offset: number): number {
  let low = 0;
  let high = functions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (functions[middle]!.nameStart < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The function whose head begins with the code at that offset, or goes on there: its section counts as its head. */
function functionAt(
  text: string,
  functions: readonly FunctionInfo[],
  target: number,
): FunctionInfo | undefined {
  const index = indexAt(functions, target);
  const next = functions[index];
  const last = functions[index - 1];
  if (!next || next.nameStart - target > LONGEST || (last && target < last.end)) return undefined;
  // What ends a declaration, or begins a body, is between them: the code is another's.
  const tok = lex(text.slice(target, next.nameStart));
  const isOther = tok.directives.length > 0 || tok.kind.some(isEnd);
  return isOther ? undefined : next;
}

/** `;`, `{` or `}`. */
function isEnd(kind: number): boolean {
  return kind === 59 || kind === 123 || kind === 125;
}

/** End of the statement that begins at the offset, or of its head; of what has no end in sight, its first line. */
function endOf(text: string, start: number): number {
  for (const room of [USUAL, LONGEST]) {
    const end = endWithin(text, start, Math.min(text.length, start + room));
    if (end !== undefined) return end;
  }
  return start;
}

function endWithin(text: string, start: number, limit: number): number | undefined {
  const tok = lex(text, start, limit);
  let i = 0;
  if (tok.count === 0 || tok.start[0] !== start) return start;
  if (tok.kind[i] === 125) i++;
  if (wordAt(text, tok, i) === 'else') i++;
  const isHead = HEADS.has(wordAt(text, tok, i));
  const first = i;
  for (; i < tok.count; i++) {
    const kind = tok.kind[i]!;
    if (isEnd(kind)) return tok.end[i === first || kind === 59 ? i : i - 1]!;
    if (kind !== 40 && kind !== 91) continue;
    const close = tok.match[i]!;
    if (close < i) return undefined;
    i = close;
    if (isHead) return tok.end[i]!;
  }
  return undefined;
}

/** Start of the statement that the code before the offset belongs to; of what has no start in sight, the offset. */
function startOf(text: string, functions: readonly FunctionInfo[], offset: number): number {
  const fn = functions[indexAt(functions, offset) - 1];
  if (!fn || offset > fn.end) return offset;
  for (const room of [USUAL, LONGEST]) {
    const start = startWithin(text, Math.max(fn.start, offset - room), offset);
    if (start !== undefined) return start;
  }
  return offset;
}

function startWithin(text: string, from: number, end: number): number | undefined {
  const tok = lex(text, from, end);
  const last = tok.count - 1;
  if (last < 0) return undefined;
  let start = tok.start[last]!;
  if (tok.kind[last] === 123 || tok.kind[last] === 125) return start;
  for (let i = tok.kind[last] === 59 ? last - 1 : last; i >= 0; i--) {
    const kind = tok.kind[i]!;
    if (isEnd(kind)) return start;
    const open = kind === 41 || kind === 93 ? tok.match[i]! : -1;
    // The head of an `if` is not what it leads to.
    if (open >= 0 && i < last && HEADS.has(wordAt(text, tok, open - 1))) return start;
    if (open >= 0) i = open;
    start = tok.start[i]!;
  }
  return undefined;
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
