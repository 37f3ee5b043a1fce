/** Masked text in, a light tree out. */
import { capDepth } from './depth.ts';
import { type Elided, originalOffset } from './external/blank-elision.ts';
import { applyEdits } from './mask/scan.ts';
import { parseTree, syntax } from './parser.ts';
import { copyTree } from './tree-copy.ts';
import type { CNode, Hole, Mark, Span } from './types.ts';

export interface LightTree {
  readonly root: CNode;
  readonly holes: readonly Hole[];
}

/** What the parser sees: no NUL characters, not nested deeper than it should walk, a line break at the end. */
function parserInput(masked: string): { input: string; cut: readonly Span[] } {
  const clean = masked.includes('\0') ? masked.replaceAll('\0', ' ') : masked;
  const { input, cut } = capDepth(clean);
  return { input: input.endsWith('\n') ? input : `${input}\n`, cut };
}

export interface ParseOptions {
  /** Subtracted from every offset (for text inside a wrapper). */
  readonly shift?: number;
  /** Stretches to be parsed apart because they would spoil the rest. */
  readonly broken?: readonly Span[];
}

const MAX_BROKEN = 200;

/** Parses masked text. Never throws. */
export function parseMasked(
  masked: string,
  marks: readonly Mark[] = [],
  options: ParseOptions = {},
): LightTree {
  const { shift = 0, broken = [] } = options;
  if (broken.length === 0 || broken.length > MAX_BROKEN) return parseText(masked, marks, shift);
  const blanked = applyEdits(
    masked,
    broken.map((span) => ({ ...span, to: undefined })),
  );
  const whole = parseText(blanked, marks, shift);
  const kids = [...whole.root.kids];
  const holes = [...whole.holes];
  for (const { start, end } of broken) {
    const apart = parseText(masked.slice(start, end), marks, shift - start);
    for (const child of apart.root.kids) kids.push(child);
    holes.push({ start: start - shift, end: end - shift }, ...apart.holes);
  }
  const inOrder = (a: Span, b: Span): number => a.start - b.start;
  return { root: { ...whole.root, kids: kids.sort(inOrder) }, holes: holes.sort(inOrder) };
}

/** As parseMasked for a part of a file; offsets are the file's. */
export function parseElided(elided: Elided, marks: readonly Mark[]): LightTree {
  return parseText(elided.text, marks, 0, elided);
}

function parseText(text: string, marks: readonly Mark[], shift: number, elided?: Elided): LightTree {
  const place = (offset: number) => (elided ? originalOffset(elided, offset) : offset - shift);
  const { input, cut } = parserInput(text);
  const { walk, shapes } = syntax();
  const tree = input.length > MAX_TEXT ? undefined : parseTree(input);
  if (tree === undefined) {
    const whole = { start: place(0), end: place(text.length) };
    return { root: { type: 'translation_unit', ...whole, field: '', kids: [] }, holes: [whole] };
  }
  try {
    const options = { input, length: text.length, shift, elided, marks };
    const copied = copyTree(tree, walk, shapes, options);
    const deep = cut.map((span) => ({ start: place(span.start), end: place(span.end) }));
    return { root: copied.root, holes: [...copied.holes, ...deep].sort((a, b) => a.start - b.start) };
  } finally {
    tree.delete();
  }
}

/** Larger than any source a person wrote. */
const MAX_TEXT = 16_000_000;
