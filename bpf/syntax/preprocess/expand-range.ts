/** A piece of a file with its user macros expanded: new text, masked and parsed, and the way back. */

import { because, type Reason } from '../../words/reasons.ts';
import { mask } from '../mask/mask.ts';
import type { MacroLookup } from '../mask/scan.ts';
import { parseMasked } from '../tree.ts';
import type { Macro, ParsedText } from '../types.ts';
import { expandTokens } from './expand.ts';
import type { MacroToken } from './expand-body.ts';
import { lex, type Tokens } from './lexer.ts';
import { classify, isExpandable } from './macros.ts';

/** What expansion needs to know of a file. */
export interface Source {
  readonly path: string;
  /** The text with directives and inactive arms blanked: what stands between tokens is looked up in it. */
  readonly clean: string;
  readonly tok: Tokens;
  readonly lookup: MacroLookup;
}

/** Longest expanded text that is parsed. */
const MAX_EXPANDED = 1_000_000;

/** Expands the tokens `[from, to)` of a file and parses the result. */
export function expandRange(
  source: Source,
  from: number,
  to: number,
): ParsedText | { readonly reason: Reason } {
  const { path, lookup } = source;
  const any = (name: string): Macro | undefined => lookup(name, Number.MAX_SAFE_INTEGER);
  const expansion = expandTokens(sourceTokens(source, from, to), {
    lookup,
    wanted: (macro) => isExpandable(macro, any),
    line: (offset) => lineOf(source.clean, offset),
  });
  if ('reason' in expansion) return expansion;
  const laid = layOut(source, expansion.tokens);
  if (laid.text.length > MAX_EXPANDED) return { reason: because('expansionTooLong') };
  const attributesOnly: MacroLookup = (name, offset) => {
    const macro = lookup(name, laid.origin(offset));
    return macro !== undefined && classify(macro, any) === 'attribute' ? macro : undefined;
  };
  const { masked, marks, holes } = mask(laid.text, lex(laid.text), attributesOnly);
  const failed = holes.find((hole) => hole.reason !== undefined)?.reason;
  if (failed !== undefined) return { reason: failed };
  return { path, text: laid.text, masked, marks, origin: laid.origin, ...parseMasked(masked, marks) };
}

function sourceTokens(source: Source, from: number, to: number): MacroToken[] {
  const { tok, clean } = source;
  const tokens: MacroToken[] = [];
  for (let index = from; index < to; index++) {
    const start = tok.start[index]!;
    const end = tok.end[index]!;
    const space = index > from && start > tok.end[index - 1]!;
    tokens.push({ text: clean.slice(start, end), kind: tok.kind[index]!, space, start, end, index });
  }
  return tokens;
}

/** 1-based, for `__LINE__`. */
function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

interface LaidOut {
  readonly text: string;
  readonly origin: (offset: number) => number;
}

/** Writes tokens as text, with a blank or a line break for what stood between them. */
function layOut(source: Source, tokens: readonly MacroToken[]): LaidOut {
  const starts = new Int32Array(tokens.length);
  const parts: string[] = [];
  let length = 0;
  let previous: MacroToken | undefined;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const gap = previous === undefined ? '' : gapBetween(source, previous, token);
    parts.push(gap, token.text);
    length += gap.length;
    starts[i] = length;
    length += token.text.length;
    previous = token;
  }
  return { text: parts.join(''), origin: (offset) => originOf(tokens, starts, offset) };
}

function gapBetween(source: Source, left: MacroToken, right: MacroToken): string {
  const areNeighbours = left.index >= 0 && right.index === left.index + 1;
  if (!areNeighbours) return ' ';
  if (right.start - left.end < 2) return right.start === left.end ? '' : source.clean[left.end]!;
  return source.clean.slice(left.end, right.start).includes('\n') ? '\n' : ' ';
}

function originOf(tokens: readonly MacroToken[], starts: Int32Array, offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return tokens[0]?.start ?? 0;
  const token = tokens[low - 1]!;
  const into = offset - starts[low - 1]!;
  if (into >= token.text.length) {
    const following = tokens[low];
    const isVerbatim = token.index >= 0 && following?.index === token.index + 1;
    return isVerbatim ? Math.min(token.start + into, following.start) : token.end;
  }
  return token.index >= 0 ? token.start + into : token.start;
}
