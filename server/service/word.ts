/** The identifier at an offset of C text, found without looking at more of the text than its line. */
import { lineStart } from './text.ts';

export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const PART = /[A-Za-z0-9_$]/;

/** undefined: there is none, or it stands in a comment, a string or a number. */
export function wordAt(text: string, offset: number): Word | undefined {
  let start = offset;
  while (start > 0 && PART.test(text[start - 1]!)) start--;
  let end = offset;
  while (end < text.length && PART.test(text[end]!)) end++;
  if (start === end || /[0-9]/.test(text[start]!)) return undefined;
  if (isQuiet(text, start)) return undefined;
  return { text: text.slice(start, end), start, end };
}

/** Inside a comment, a string or a character? */
function isQuiet(text: string, at: number): boolean {
  const closed = text.lastIndexOf('*/', at - 2);
  for (let open = text.lastIndexOf('/*', at - 2); open > closed; open = text.lastIndexOf('/*', open - 1)) {
    if (!isQuietOnLine(text, open)) return true;
    if (open === 0) break;
  }
  return isQuietOnLine(text, at);
}

function isQuietOnLine(text: string, at: number): boolean {
  const line = lineStart(text, at);
  let quote = '';
  for (let i = line; i < at; i++) {
    const c = text[i]!;
    if (quote !== '') {
      if (c === '\\') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '/' && text[i + 1] === '/') return true;
    else if (c === '/' && text[i + 1] === '*') {
      const end = text.indexOf('*/', i + 2);
      i = end < 0 || end >= at ? i : end + 1;
    }
  }
  return quote !== '';
}
