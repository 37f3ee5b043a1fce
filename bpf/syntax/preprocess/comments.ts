/** Where the comments of a text are, without its tokens: quick enough to be asked at each key. */
import type { Span } from '../types.ts';
import { isUnclosed, literalEnd, skipComment } from './lexemes.ts';

/** What may begin a comment, or a literal in which none begins. */
const NEXT = /["']|\/[/*]/g;

/** Comments that have an end, in order: those that `lex` finds. */
export function commentsIn(text: string): readonly Span[] {
  const found: Span[] = [];
  const next = new RegExp(NEXT);
  let from = 0;
  for (let at = next.exec(text)?.index; at !== undefined; at = next.exec(text)?.index) {
    const isComment = text.charAt(at) === '/';
    const behind = isComment
      ? skipComment(text, at)
      : isInNumber(text, from, at)
        ? at + 1
        : literalEnd(text, at);
    if (isComment && !isUnclosed(text, at)) found.push({ start: at, end: behind });
    from = isComment || behind > at + 1 ? behind : from;
    next.lastIndex = Math.max(behind, at + 1);
  }
  return found;
}

/** Whether the quote at an offset parts digits, as in 1'000: then it begins nothing. */
function isInNumber(text: string, from: number, at: number): boolean {
  if (text.charAt(at) !== "'" || !/\w/.test(text.charAt(at + 1))) return false;
  let first = at;
  while (first > from && /[\w.']/.test(text.charAt(first - 1))) first--;
  return /^\.?\d/.test(text.slice(first, at));
}
