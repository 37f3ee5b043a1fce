/** Parses small pieces of C by themselves: the body of a macro, a type argument. */

import { mask } from './mask/mask.ts';
import { lex } from './preprocess/lexer.ts';
import { parseMasked } from './tree.ts';
import type { CNode, Mark, ParsedText, Span } from './types.ts';

export interface ParsedPiece extends ParsedText {
  /** The expression or type descriptor itself; undefined when the text is none. */
  readonly node: CNode | undefined;
}

const MAX_CACHED = 5_000;
const expressions = new Map<string, ParsedPiece>();
const types = new Map<string, ParsedPiece>();

/** `text` as an expression (commas, casts and statement expressions included). Offsets refer to `text`. */
export function parseExpression(text: string): ParsedPiece {
  return cachedIn(expressions, text, () =>
    parsePiece('int _(void){_=(', text, '\n);}', (found) => found.type === 'parenthesized_expression'),
  );
}

/** `text` as a type name (`struct x *`, `typeof(y)`): a `type_descriptor`. */
export function parseTypeName(text: string): ParsedPiece {
  return cachedIn(types, text, () =>
    parsePiece('int _(void){_=(', text, '\n)0;}', (found) => found.type === 'cast_expression'),
  );
}

function cachedIn(cache: Map<string, ParsedPiece>, text: string, make: () => ParsedPiece): ParsedPiece {
  const known = cache.get(text);
  if (known !== undefined) return known;
  if (cache.size >= MAX_CACHED) cache.clear();
  const made = make();
  cache.set(text, made);
  return made;
}

/** Parses `before + text + after` and cuts the node inside the wrapper out of it. */
function parsePiece(
  before: string,
  text: string,
  after: string,
  isWrapper: (node: CNode) => boolean,
): ParsedPiece {
  const whole = before + text + after;
  const shift = before.length;
  const done = mask(whole, lex(whole));
  const marks = done.marks.map((mark) => shifted(mark, -shift));
  const { root, holes } = parseMasked(done.masked, marks, { shift });
  const masked = done.masked.slice(shift, shift + text.length);
  const value = assignedValue(root);
  const fits = holes.length === 0 && value !== undefined && isWrapper(value) && coversAll(value, text.length);
  const kids = fits ? value.kids : [];
  const node = kids[0];
  return { path: '', text, masked, root, marks, holes, node };
}

/** The right side of the only assignment of the wrapper function. */
function assignedValue(root: CNode): CNode | undefined {
  if (root.kids.length !== 1) return undefined;
  const body = root.kids[0]!.kids.find((kid) => kid.type === 'compound_statement');
  if (body?.kids.length !== 1) return undefined;
  const assignment = body.kids[0]!.kids[0];
  return assignment?.kids.find((kid) => kid.field === 'right');
}

/** The wrapper's own parentheses (`(0` for a cast) must be what ends the node, not something inside the text. */
function coversAll(value: CNode, length: number): boolean {
  return value.start === -1 && value.end >= length;
}

function shifted(mark: Mark, by: number): Mark {
  const move = (span: Span): Span => ({ start: span.start + by, end: span.end + by });
  const moved = { ...mark, ...move(mark) };
  if ('args' in moved && typeof moved.args !== 'string')
    return { ...moved, args: moved.args.map(move) } as Mark;
  return 'nameStart' in moved ? { ...moved, nameStart: moved.nameStart + by } : moved;
}
