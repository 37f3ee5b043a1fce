import { blanksFor } from './mask/scan.ts';
import { lex, type Tokens } from './preprocess/lexer.ts';
import type { Span } from './types.ts';

/** Deeper nesting than this is cut off: no real code has it, and everything that walks trees may then recurse. */
const MAX_DEPTH = 500;

/** Blanks what lies deeper than MAX_DEPTH brackets, in one pass; says where. */
export function capDepth(text: string): { input: string; cut: readonly Span[] } {
  if (!looksDeep(text)) return { input: text, cut: [] };
  const cut = deepSpans(text);
  const parts: string[] = [];
  let at = 0;
  for (const span of cut) {
    parts.push(text.slice(at, span.start), blanksFor(text, span.start, span.end));
    at = span.end;
  }
  parts.push(text.slice(at));
  return { input: parts.join(''), cut };
}

/** A cheap look, blind for comments and strings: too few brackets in all, else their depth. */
function looksDeep(text: string): boolean {
  let left = MAX_DEPTH;
  for (const bracket of '([{') {
    for (let at = text.indexOf(bracket); at >= 0 && left >= 0; at = text.indexOf(bracket, at + 1)) left--;
  }
  return left < 0 && isDeep(text);
}

function isDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 40 || c === 91 || c === 123) {
      if (++depth > MAX_DEPTH) return true;
    } else if ((c === 41 || c === 93 || c === 125) && depth > 0) depth--;
  }
  return false;
}

function deepSpans(text: string): Span[] {
  const tok = lex(text);
  const cut: Span[] = [];
  let depth = 0;
  for (let i = 0; i < tok.count; i++) {
    const kind = tok.kind[i]!;
    if (kind === 40 || kind === 91 || kind === 123) {
      const close = tok.match[i]!;
      if (depth < MAX_DEPTH) {
        depth++;
        continue;
      }
      const last = close < 0 ? enclosingEnd(tok, i) : close;
      cut.push({ start: tok.start[i]!, end: tok.end[last]! });
      i = last;
    } else if ((kind === 41 || kind === 93 || kind === 125) && depth > 0) depth--;
  }
  return cut;
}

/** Last token before the `}` that closes what is around the unclosed bracket at token `i`. */
function enclosingEnd(tok: Tokens, i: number): number {
  for (let t = i + 1; t < tok.count; t++) {
    if (tok.kind[t] === 125 && tok.match[t]! >= 0 && tok.match[t]! < i) return t - 1;
  }
  return tok.count - 1;
}
