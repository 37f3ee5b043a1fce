/**
 * Bodies of functions are parsed when somebody looks inside: of most functions in headers nobody does, and a function
 * that uses macros is read from its expansion. A body's tree depends on the body's text alone.
 */

import { BRACE, BRACKET, PAREN, PAREN_CLOSE } from '../mask/scan.ts';
import type { Tokens } from '../preprocess/lexer.ts';
import { type LightTree, parseElided, parseMasked } from '../tree.ts';
import type { CNode, Mark, ParsedText, Span } from '../types.ts';
import { elideBlanks, type Stretch } from './blank-elision.ts';

/** Shorter ones are parsed at once: a parse costs something to begin. */
const SHORTEST = 80;

/** Spans `{…}` that look like bodies of functions at file scope, in order. */
export function bodiesOf(tok: Tokens): Span[] {
  const bodies: Span[] = [];
  for (let i = 0; i < tok.count; i++) {
    const kind = tok.kind[i]!;
    if (kind !== PAREN && kind !== BRACKET && kind !== BRACE) continue;
    const close = tok.match[i]!;
    if (close < 0) break;
    if (kind === BRACE && i > 0 && tok.kind[i - 1] === PAREN_CLOSE)
      bodies.push({ start: tok.start[i]!, end: tok.end[close]! });
    i = close;
  }
  return bodies;
}

/**
 * As parseMasked for a stretch of a file, but the kids of function bodies come when they are asked for. Where one of
 * `bodies` turns out to be something else, or something around them does not parse, all is parsed at once, as it stands.
 * @param marks of programs in the stretch
 * @param bodies in the stretch, in order
 */
export function parseOutline(stretch: Stretch, marks: readonly Mark[], bodies: readonly Span[]): LightTree {
  const { masked, start, end } = stretch;
  const long = bodies.filter((body) => body.end - body.start >= SHORTEST);
  const elided = elideBlanks(stretch, long);
  const tree = parseElided(elided, marks);
  const isAll = elided.text.length === end - start;
  if (isAll || (tree.holes.length === 0 && deferBodies(tree.root, masked, long))) return tree;
  return parseMasked(masked.slice(start, end), marks, { shift: -start });
}

/** Puts bodies to be parsed later into the functions; false if not each of them is one. */
function deferBodies(root: CNode, masked: string, bodies: readonly Span[]): boolean {
  let found = 0;
  for (const { type, kids } of root.kids) {
    if (type !== 'function_definition') continue;
    const index = kids.findIndex((kid) => kid.field === 'body');
    const body = kids[index];
    const span = bodies[found];
    if (body?.type !== 'compound_statement' || body.start !== span?.start) continue;
    if (body.end !== span.end) return false;
    (kids as CNode[])[index] = new LaterBody(masked.slice(span.start, span.end), body.start);
    found++;
  }
  return found === bodies.length;
}

/** What stands before a body so that it parses. */
const HEAD = 'void f(void)';

interface Inside {
  readonly kids: readonly CNode[];
  readonly holes: readonly Span[];
}

/** Only the one that is looked at is kept: a graph is made from it once, and its nodes are most of what a file takes. */
let latest: { readonly of: LaterBody; readonly inside: Inside } | undefined;

/** A class for its getters. */
class LaterBody implements CNode {
  readonly type = 'compound_statement';
  readonly field = 'body';
  readonly start: number;
  readonly end: number;
  readonly #masked: string;

  constructor(masked: string, start: number) {
    this.#masked = masked;
    this.start = start;
    this.end = start + masked.length;
  }

  get kids(): readonly CNode[] {
    return this.#inside().kids;
  }

  get holes(): readonly Span[] {
    return this.#inside().holes;
  }

  #inside(): Inside {
    if (latest?.of !== this) latest = { of: this, inside: this.#parse() };
    return latest.inside;
  }

  #parse(): Inside {
    const { root, holes } = parseMasked(HEAD + this.#masked, [], { shift: HEAD.length - this.start });
    const body = root.kids[0]?.kids.find((kid) => kid.field === 'body');
    const isWhole = root.kids.length === 1 && body?.start === this.start && body.end === this.end;
    const inside = holes.filter((hole) => hole.start >= this.start);
    return isWhole
      ? { kids: body.kids, holes: inside }
      : { kids: body?.kids ?? [], holes: [...inside, { start: this.start, end: this.end }] };
  }
}

/** Where the file or one of its functions could not be parsed. Parses every body. */
export function allHoles({ root, holes }: ParsedText): Span[] {
  const inBodies = root.kids.flatMap(({ kids }) => kids.flatMap((kid) => kid.holes ?? []));
  return [...holes, ...inBodies].sort((a, b) => a.start - b.start);
}
