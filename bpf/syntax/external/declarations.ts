/**
 * A file is parsed one external declaration after the other, not as a whole: what somebody half typed in one function
 * cannot spoil the next, and an editor keeps the trees of those that a key left as they were. A declaration's tree is
 * made from its text alone, so that what is kept equals what would be parsed anew.
 */

import { contained } from '../failure.ts';
import {
  applyEdits,
  BRACE,
  BRACE_CLOSE,
  BRACKET,
  type Edit,
  PAREN,
  PAREN_CLOSE,
  SEMICOLON,
} from '../mask/scan.ts';
import { type Tokens, tokenAt } from '../preprocess/lexer.ts';
import { type LightTree, parseMasked } from '../tree.ts';
import type { CNode, Hole, Mark, Span } from '../types.ts';
import type { Stretch } from './blank-elision.ts';
import { parseOutline } from './bodies.ts';
import { isBracket } from './brackets.ts';

interface ExternalDeclaration {
  readonly start: number;
  readonly kids: readonly CNode[];
  readonly holes: readonly Hole[];
  /** As it was parsed, if it stood elsewhere then. */
  readonly parsed?: ExternalDeclaration;
}

/** Those of a document's last text by what they are made from. */
export type ExternalDeclarations = Map<string, ExternalDeclaration>;

/** Shorter runs of declarations go with the next one: a parse costs something to begin. */
const SHORTEST = 200;

/**
 * Parses masked text whose tokens are `tok`. `known`: declarations of the text before; replaced by those of this one.
 * Those that are parsed are in it at once: somebody may need the whole text between two slices.
 */
export function* parseDeclarations(
  { masked, text, tok }: Pick<Stretch, 'masked' | 'text' | 'tok'>,
  marks: readonly Mark[],
  broken: readonly Span[],
  known?: ExternalDeclarations,
): Generator<void, LightTree, void> {
  if (broken.length > MAX_BROKEN) return parseMasked(masked, marks, { broken });
  const whole = broken.length === 0 ? masked : applyEdits(masked, broken.map(blanked));
  const programs = marks.filter((mark) => mark.kind === 'program');
  const kept: ExternalDeclarations = new Map();
  const kids: CNode[] = [];
  const holes: Hole[] = [...broken];
  const add = function* (from: string, span: Cut): Generator<void, void, void> {
    const own = programs.slice(indexFrom(programs, span.start), indexFrom(programs, span.end));
    const declaration = yield* declarationOf(
      { ...span, masked: from, text, tok, programs: own },
      known,
      kept,
    );
    for (const kid of declaration.kids) kids.push(kid);
    for (const hole of declaration.holes) holes.push(hole);
  };
  let start = 0;
  let first = 0;
  for (const [i, cut] of [
    ...cutsOf(whole, tok, broken),
    { end: whole.length, behind: tok.count },
  ].entries()) {
    if (i % MOVED_AT_ONCE === 0) yield;
    yield* add(whole, { ...cut, start, first });
    start = cut.end;
    first = cut.behind;
  }
  const isParsed = (span: Span) => isTyped(tok, span);
  for (const span of broken.filter(isParsed))
    yield* add(masked, { ...span, first: 0, behind: 0, asItStands: true });
  replace(known, kept);
  if (broken.length > 0) kids.sort(inOrder);
  holes.sort(inOrder);
  return { root: { type: 'translation_unit', start: 0, end: masked.length, field: '', kids }, holes };
}

/** Declarations that are as before, and need only be moved. */
const MOVED_AT_ONCE = 100;

/** Index of the first mark at an offset or behind it. */
function indexFrom(marks: readonly Mark[], offset: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (marks[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Declarations that do not pair up beyond which nobody is typing: it is no C. */
const MAX_BROKEN = 200;

function blanked(span: Span): Edit {
  return { ...span, to: undefined };
}

function inOrder(a: Span, b: Span): number {
  return a.start - b.start;
}

function replace(known: ExternalDeclarations | undefined, kept: ExternalDeclarations): void {
  if (!known) return;
  known.clear();
  for (const [key, declaration] of kept) known.set(key, declaration);
}

/** A declaration's span and tokens; `body`: where the body begins that ends it; `asItStands`: somebody is typing there. */
interface Cut extends Span {
  readonly asItStands?: boolean;
  readonly first: number;
  readonly behind: number;
  readonly body?: number;
}

interface Text extends Cut, Stretch {
  readonly programs: readonly Mark[];
}

function* declarationOf(
  text: Text,
  known: ExternalDeclarations | undefined,
  kept: ExternalDeclarations,
): Generator<void, ExternalDeclaration, void> {
  const key = known && keyOf(text);
  const before = key === undefined ? undefined : known?.get(key);
  // Each is a piece of work, but for those that are only moved.
  if (!before) yield;
  const declaration = before ? movedDeclaration(before, text.start) : parsedDeclaration(text);
  if (key !== undefined) {
    known?.set(key, declaration);
    kept.set(key, declaration);
  }
  return declaration;
}

/** All that a declaration's tree is made from. */
function keyOf({ masked, start, end, body = start, programs }: Text): string {
  const own = programs.map((mark) => signature(mark, start)).join();
  return `${masked.slice(start, end)}\0${body - start}${own}`;
}

/** Programs without arguments are mended from their marks. */
function signature(mark: Mark, start: number): string {
  return mark.kind === 'program' ? `${mark.start - start} ${mark.macro} ${mark.name}` : '';
}

function parsedDeclaration(text: Text): ExternalDeclaration {
  const { masked, start, end, body, programs, asItStands } = text;
  const parse = () => {
    const { root, holes } = asItStands
      ? parseMasked(masked.slice(start, end), programs, { shift: -start })
      : parseOutline(text, programs, body === undefined ? [] : [{ start: body, end }]);
    return { start, kids: root.kids, holes };
  };
  return contained<ExternalDeclaration>(parse, (reason) => {
    const name = masked
      .slice(start, Math.min(end, start + LONGEST_NAME))
      .replace(/\s+/g, ' ')
      .trim();
    return { start, kids: [], holes: [{ start, end, reason, name }] };
  });
}

const LONGEST_NAME = 60;

/** Always from what was parsed, however often it moved. */
function movedDeclaration(declaration: ExternalDeclaration, start: number): ExternalDeclaration {
  const parsed = declaration.parsed ?? declaration;
  const by = start - parsed.start;
  if (by === 0) return parsed;
  if (start === declaration.start) return declaration;
  const holes = parsed.holes.map((hole) => ({ ...hole, start: hole.start + by, end: hole.end + by }));
  return { start, kids: parsed.kids.map((kid) => new Moved(kid, by)), holes, parsed };
}

/** A node that stands elsewhere now. A class for its getter: of a function that is not lowered again nobody looks inside. */
class Moved implements CNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly field: string;
  readonly #node: CNode;
  #kids: readonly CNode[] | undefined;
  #holes: readonly Span[] | undefined;

  constructor(node: CNode, by: number) {
    this.type = node.type;
    this.start = node.start + by;
    this.end = node.end + by;
    this.field = node.field;
    this.#node = node;
  }

  get kids(): readonly CNode[] {
    if (this.#kids) return this.#kids;
    const by = this.start - this.#node.start;
    this.#kids = this.#node.kids.map((kid) => new Moved(kid, by));
    return this.#kids;
  }

  get holes(): readonly Span[] | undefined {
    const by = this.start - this.#node.start;
    this.#holes ??= this.#node.holes?.map((hole) => ({ start: hole.start + by, end: hole.end + by }));
    return this.#holes;
  }
}

/**
 * Tokens outside of brackets after which a declaration ends in any case: it is no C, and the parser takes a time over it
 * that grows with its square (5 minutes for 100 KB of `.x=` 30 times and a comma).
 */
const MOST_TOKENS = 500;

/** Brackets without a partner in one stretch beyond which nobody is typing it. */
const MOST_UNPAIRED = 20;

/** Whether a stretch whose brackets do not pair up looks like C that somebody is typing. */
function isTyped(tok: Tokens, { start, end }: Span): boolean {
  let unpaired = 0;
  let tokens = 0;
  for (let i = tokenAt(tok, start); i < tok.count && tok.start[i]! < end; i++) {
    const kind = tok.kind[i]!;
    const close = tok.match[i]!;
    if (isBracket(kind) && close < 0) unpaired++;
    tokens = kind === SEMICOLON ? 0 : tokens + 1;
    if (tokens > MOST_TOKENS || unpaired > MOST_UNPAIRED) return false;
    if (isBracket(kind) && close > i) i = close;
  }
  return true;
}

/** Offsets at which an external declaration ends for certain. */
function cutsOf(masked: string, tok: Tokens, broken: readonly Span[]): Omit<Cut, 'start' | 'first'>[] {
  const cuts: Omit<Cut, 'start' | 'first'>[] = [];
  let last = 0;
  let skipped = 0;
  let tokens = 0;
  for (let i = 0; i < tok.count; i++) {
    const kind = tok.kind[i]!;
    while (skipped < broken.length && broken[skipped]!.end <= tok.start[i]!) skipped++;
    if (skipped < broken.length && broken[skipped]!.start <= tok.start[i]!) continue;
    let body: number | undefined;
    tokens++;
    if (kind === PAREN || kind === BRACKET || kind === BRACE) {
      const close = tok.match[i]!;
      if (close < 0) return cuts;
      const isBody = kind === BRACE && i > 0 && tok.kind[i - 1] === PAREN_CLOSE;
      body = tok.start[i]!;
      i = close;
      if (!isBody || !endsLine(masked, tok, close)) continue;
    } else if (tokens < MOST_TOKENS && (kind !== SEMICOLON || tok.end[i]! - last < SHORTEST)) continue;
    last = tok.end[i]!;
    tokens = 0;
    cuts.push({ end: last, behind: i + 1, ...(body === undefined ? {} : { body }) });
  }
  return cuts;
}

/** `} name;` declares something: a function's brace is the last on its line. */
function endsLine(masked: string, tok: Tokens, close: number): boolean {
  if (close + 1 >= tok.count) return true;
  if (tok.kind[close + 1] === BRACE_CLOSE || tok.kind[close + 1] === SEMICOLON) return false;
  const between = masked.slice(tok.end[close], tok.start[close + 1]);
  return between.includes('\n');
}
