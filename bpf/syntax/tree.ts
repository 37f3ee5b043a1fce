/** tree-sitter-c behind a small door: masked text in, a light tree out. Parsing and copying are separate steps. */
import { Language, Parser, type Tree } from 'web-tree-sitter';
import { type Cursor, cursorsOf } from './cursor.ts';
import { capDepth } from './depth.ts';
import { type Elided, originalOffset } from './external/blank-elision.ts';
import { NoParser } from './failure.ts';
import { applyEdits } from './mask/scan.ts';
import { atOnce } from './slices.ts';
import { copyTree, type Shapes, shapesOf } from './tree-copy.ts';
import type { CNode, Hole, Mark, Span } from './types.ts';

interface Loaded {
  readonly language: Language;
  readonly parser: Parser;
  /** Parsers of long texts that are done with them: one that pauses in the middle of a text can take no other. */
  readonly idle: Parser[];
  readonly shapes: Shapes;
  readonly walk: (tree: Tree) => Cursor;
}

let loaded: Loaded | undefined;
let loading: Promise<void> | undefined;
/** The library fills it with the parser's functions when it starts, which it does once. */
let parserModule: object | undefined;

/** Where the two wasm files are: their bytes, or paths/URLs that web-tree-sitter may read itself. */
export interface WasmFiles {
  readonly runtime: Uint8Array | string;
  readonly grammar: Uint8Array | string;
}

async function load(files: WasmFiles): Promise<void> {
  const { runtime, grammar } = files;
  const options: object =
    typeof runtime === 'string'
      ? { locateFile: () => runtime }
      : { wasmBinary: runtime as unknown as ArrayBuffer };
  await Parser.init(options);
  parserModule ??= options;
  const language = await Language.load(grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  loaded = { language, parser, idle: [], shapes: shapesOf(language), walk: cursorsOf(parserModule) };
  // The first parse of a process is slow (wasm compiles on first use): do it before anyone waits.
  parser.parse('int warm(int a) { for (;;) { if (a) return a + 1; } }')?.delete();
}

/** Loads the parser once; later calls return the same promise. A failed load may be tried again. */
export function initSyntax(files: WasmFiles): Promise<void> {
  loading ??= load(files).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Forgets the parser after a call of it has failed: `initSyntax` makes a new one. Trees of the old one are void. */
export function resetSyntax(): void {
  loaded = undefined;
  loading = undefined;
}

/**
 * Most that one parse may do, in the parser's own count, which it tells every 100 operations; beyond it the text counts
 * as one hole. Real code takes one count for 70 to 300 characters, the worst that was found one for 15.
 */
const countsFor = (length: number): number => 2_000 + length / 10;

/** tree-sitter's own tree of the text, for those who keep it (the caller frees it). Undefined: gave up. */
export function parseTree(input: string, old?: Tree): Tree | undefined {
  if (loaded === undefined) throw new NoParser('initSyntax() must have resolved first');
  const { parser } = loaded;
  let left = countsFor(input.length);
  const tree = parser.parse(input, old ?? null, { progressCallback: () => --left < 0 });
  if (tree === null) parser.reset();
  return tree ?? undefined;
}

/** Shorter texts are parsed in one piece. */
const LONG = 4_000;
/** Counts between two pauses: 10 to 50 ms. */
const COUNTS_PER_SLICE = 200;

/** As parseTree, with pauses. */
function* treeInSlices(input: string): Generator<void, Tree | undefined, void> {
  if (input.length < LONG || loaded === undefined) return parseTree(input);
  const { language, idle } = loaded;
  const parser = idle.pop() ?? new Parser().setLanguage(language);
  try {
    for (let left = countsFor(input.length); left > 0; left -= COUNTS_PER_SLICE) {
      let slice = Math.min(left, COUNTS_PER_SLICE);
      // Another call with the same text goes on where this one stopped.
      const tree = parser.parse(input, null, { progressCallback: () => --slice < 0 });
      yield;
      if (tree) return tree;
    }
    return undefined;
  } finally {
    parser.reset();
    idle.push(parser);
  }
}

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
export function parseMasked(masked: string, marks?: readonly Mark[], options?: ParseOptions): LightTree {
  return atOnce(parseMaskedInSlices(masked, marks, options));
}

/** As parseMasked, with pauses. */
export function* parseMaskedInSlices(
  masked: string,
  marks: readonly Mark[] = [],
  options: ParseOptions = {},
): Generator<void, LightTree, void> {
  const { shift = 0, broken = [] } = options;
  if (broken.length === 0 || broken.length > MAX_BROKEN) return yield* parseText(masked, marks, shift);
  const blanked = applyEdits(
    masked,
    broken.map((span) => ({ ...span, to: undefined })),
  );
  const whole = yield* parseText(blanked, marks, shift);
  const kids = [...whole.root.kids];
  const holes = [...whole.holes];
  for (const { start, end } of broken) {
    const apart = yield* parseText(masked.slice(start, end), marks, shift - start);
    for (const child of apart.root.kids) kids.push(child);
    holes.push({ start: start - shift, end: end - shift }, ...apart.holes);
  }
  const inOrder = (a: Span, b: Span): number => a.start - b.start;
  return { root: { ...whole.root, kids: kids.sort(inOrder) }, holes: holes.sort(inOrder) };
}

/** As parseMaskedInSlices for a part of a file; offsets are the file's. */
export function parseElided(elided: Elided, marks: readonly Mark[]): Generator<void, LightTree, void> {
  return parseText(elided.text, marks, 0, elided);
}

function* parseText(
  text: string,
  marks: readonly Mark[],
  shift: number,
  elided?: Elided,
): Generator<void, LightTree, void> {
  const place = (offset: number) => (elided ? originalOffset(elided, offset) : offset - shift);
  const { input, cut } = parserInput(text);
  const tree = input.length > MAX_TEXT ? undefined : yield* treeInSlices(input);
  if (tree === undefined) {
    const whole = { start: place(0), end: place(text.length) };
    return { root: { type: 'translation_unit', ...whole, field: '', kids: [] }, holes: [whole] };
  }
  try {
    const options = { input, length: text.length, shift, elided, marks };
    const copied = copyTree(tree, loaded!.walk, loaded!.shapes, options);
    const deep = cut.map((span) => ({ start: place(span.start), end: place(span.end) }));
    return { root: copied.root, holes: [...copied.holes, ...deep].sort((a, b) => a.start - b.start) };
  } finally {
    tree.delete();
  }
}

/** Larger than any source a person wrote. */
const MAX_TEXT = 16_000_000;
