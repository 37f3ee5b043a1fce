/** Entry: a file's text to its masked light tree, with its headers and macros. */
import { because, type Reason } from '../words/reasons.ts';
import { isBracket } from './external/brackets.ts';
import { type ExternalDeclarations, parseDeclarations } from './external/declarations.ts';
import { contained } from './failure.ts';
import { type HeaderResult, type Included, includeFile, newUnit, type Unit } from './includes/headers.ts';
import { type Masked, maskInSlices } from './mask/mask.ts';
import { applyEdits, type Edit } from './mask/scan.ts';
import { type Preprocessed, preprocess } from './preprocess/directives.ts';
import { type Environment, type MacroEvent, newEnvironment, snapshot } from './preprocess/environment.ts';
import { expandRange, type Source } from './preprocess/expand-range.ts';
import { lexInSlices, type Tokens, tokenAt } from './preprocess/lexer.ts';
import { balanceOf, isOneSided } from './preprocess/macros.ts';
import { parseShared } from './shared-trees.ts';
import { atOnce } from './slices.ts';
import type { CNode, FileReader, Hole, Malformed, ParsedFile, ParsedText } from './types.ts';

/** Parses a file and what it includes. Never throws, whatever the text is (`initSyntax` must have resolved).
 * `declarations`: what a document keeps from one text to the next. */
export function parseFile(
  path: string,
  text: string,
  reader: FileReader,
  declarations?: ExternalDeclarations,
): ParsedFile {
  return atOnce(parseFileInSlices(path, text, reader, declarations));
}

/** As parseFile, with pauses; headers have none inside. */
export function* parseFileInSlices(
  path: string,
  text: string,
  reader: FileReader,
  declarations?: ExternalDeclarations,
): Generator<void, ParsedFile, void> {
  const env: Environment = newEnvironment(reader.project?.(path)?.programs);
  const unit = newUnit(reader, env, path);
  return (yield* parseInto(unit, path, text, declarations)).file;
}

function parseHeader(unit: Unit, path: string, text: string): HeaderResult {
  return atOnce(parseInto(unit, path, text));
}

function* parseInto(
  unit: Unit,
  path: string,
  text: string,
  declarations?: ExternalDeclarations,
): Generator<void, HeaderResult, void> {
  const includes: ParsedFile[] = [];
  const missing: string[] = [];
  const follow = (target: string): readonly MacroEvent[] => {
    const found = included(unit, path, target);
    if (found.kind === 'missing') missing.push(target);
    if (found.kind === 'header') includes.push(found.file);
    return found.events;
  };
  const tok = yield* lexInSlices(text);
  yield;
  const pre = preprocess(path, text, tok, unit.env, follow);
  const edits =
    text.charCodeAt(0) === 0xfeff ? [...pre.edits, { start: 0, end: 1, to: undefined }] : pre.edits;
  yield;
  const done = yield* maskInSlices(text, pre.tok, pre.lookup, edits);
  yield;
  const isHeader = unit.open.length > 1;
  const tree = isHeader
    ? parseShared({ masked: done.masked, text, tok: pre.tok }, done.marks, done.broken)
    : yield* parseDeclarations(
        { masked: done.masked, text, tok: pre.tok },
        done.marks,
        done.broken,
        declarations,
      );
  yield;
  const source = lazySource(path, text, pre.tok, pre.lookup, edits);
  const units = expandUnits(source, pre.tok, done);
  const file: ParsedFile = {
    path,
    text,
    masked: done.masked,
    root: tree.root,
    marks: done.marks,
    macros: snapshot(unit.env),
    includes,
    missing,
    expanded: units.expanded,
    holes: [...tree.holes, ...units.holes, ...done.holes].sort((a, b) => a.start - b.start),
    malformed: malformedIn(text, pre, done),
    comments: pre.tok.comments,
    conditions: pre.conditions,
    expand: expander(source, pre.tok, done),
  };
  return { file, events: pre.events };
}

/** A header that cannot be read is one that was not found; what is around it is not kept for others. */
function included(unit: Unit, path: string, target: string): Included {
  const depth = unit.open.length;
  return contained(
    () => includeFile(unit, path, target, parseHeader),
    () => {
      unit.open.length = depth;
      unit.cuts++;
      return { kind: 'missing', events: [] };
    },
  );
}

/** Unpaired brackets tell nothing where macros open or close some: whether those fit, their expansion shows. */
function malformedIn(text: string, pre: Preprocessed, { uses, units }: Masked): Malformed[] {
  const { tok, lookup } = pre;
  const malformed = [...pre.malformed];
  const isOneSidedAt = (offset: number) => {
    const name = /^\w+/.exec(text.slice(offset, offset + LONGEST_NAME))?.[0] ?? '';
    const at = (inner: string) => lookup(inner, offset);
    const macro = at(name);
    return macro !== undefined && isOneSided(balanceOf(macro, at));
  };
  for (const { from, to } of tok.broken) {
    let at = from;
    while (at < to - 1 && !(isBracket(tok.kind[at]!) && tok.match[at]! < 0)) at++;
    const [start, end] = [tok.start[from]!, tok.end[to - 1]!];
    const place = tok.start[at]!;
    if (units.some((unit) => unit.start <= place && place < unit.end)) continue;
    if (uses.some((use) => use >= start && use < end && isOneSidedAt(use))) continue;
    malformed.push({ start, end, at: place, isWide: false });
  }
  if (tok.unclosed >= 0)
    malformed.push({ start: tok.unclosed, end: text.length, at: tok.unclosed, isWide: true });
  return malformed.sort((a, b) => a.start - b.start);
}

/** The cleaned text is only made for files in which something is expanded. */
function lazySource(
  path: string,
  text: string,
  tok: Tokens,
  lookup: Source['lookup'],
  edits: readonly Edit[],
): () => Source {
  let source: Source | undefined;
  return () => {
    if (source !== undefined) return source;
    const directives = tok.directives.map((line) => ({ start: line.start, end: line.end, to: undefined }));
    source = { path, clean: applyEdits(text, [...edits, ...directives]), tok, lookup };
    return source;
  };
}

function expandUnits(
  source: () => Source,
  tok: Tokens,
  done: Masked,
): { expanded: ParsedText[]; holes: Hole[] } {
  const expanded: ParsedText[] = [];
  const holes: Hole[] = [];
  for (const unit of done.units) {
    const result = expandContained(source, tokenAt(tok, unit.start), tokenAt(tok, unit.end));
    if ('reason' in result)
      holes.push({ ...unit, ...result, name: headline(source(), unit.start, unit.end) });
    else expanded.push(result);
  }
  return { expanded, holes };
}

function expandContained(
  source: () => Source,
  from: number,
  to: number,
): ParsedText | { readonly reason: Reason } {
  return contained<ParsedText | { readonly reason: Reason }>(
    () => expandRange(source(), from, to),
    (reason) => ({ reason }),
  );
}

const LONGEST_HEADLINE = 60;
const LONGEST_NAME = 256;

/** What a person would call a declaration that could not be read: how it begins. */
function headline({ clean }: Source, start: number, end: number): string {
  const text = clean.slice(start, Math.min(end, start + LONGEST_HEADLINE));
  return text.replace(/\s+/g, ' ').trim();
}

function usesMacro(uses: readonly number[], start: number, end: number): boolean {
  let low = 0;
  let high = uses.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (uses[middle]! < start) low = middle + 1;
    else high = middle;
  }
  return low < uses.length && uses[low]! < end;
}

const MAX_PREFIX_TOKENS = 200;

/** First token of the declaration that the node belongs to: its attributes and section were blanked before it. */
function declarationStart(tok: Tokens, done: Masked, node: CNode): number {
  let first = tokenAt(tok, node.start);
  const barrier = barrierBefore(tok, done, node.start);
  for (let steps = 0; steps < MAX_PREFIX_TOKENS && first > 0; steps++) {
    const kind = tok.kind[first - 1]!;
    if (kind === 59 || kind === 125 || tok.start[first - 1]! < barrier) break;
    first--;
  }
  return first;
}

/** Offset that a declaration cannot reach back over: a directive, or a unit that was expanded on its own. */
function barrierBefore(tok: Tokens, done: Masked, offset: number): number {
  let barrier = 0;
  for (const line of tok.directives) {
    if (line.start >= offset) break;
    barrier = line.end;
  }
  for (const unit of done.units) {
    if (unit.start >= offset) break;
    barrier = Math.max(barrier, unit.end);
  }
  return barrier;
}

type Expanded = ReturnType<ParsedFile['expand']>;

function expander(source: () => Source, tok: Tokens, done: Masked): ParsedFile['expand'] {
  // Only the last: a graph is made from it once, and its nodes are many.
  let latest: { readonly of: CNode; readonly result: Expanded } | undefined;
  return (node) => {
    if (latest?.of !== node) latest = { of: node, result: expandNode(source, tok, done, node) };
    return latest.result;
  };
}

function expandNode(source: () => Source, tok: Tokens, done: Masked, node: CNode): Expanded {
  const first = declarationStart(tok, done, node);
  const start = first < tok.count ? Math.min(tok.start[first]!, node.start) : node.start;
  if (!usesMacro(done.uses, start, node.end)) return undefined;
  const parsed = expandContained(source, first, tokenAt(tok, node.end));
  if ('reason' in parsed) return parsed;
  const found = parsed.root.kids.find((kid) => kid.type === node.type) ?? parsed.root.kids[0];
  return found === undefined ? { reason: because('nothingLeft') } : { parsed, node: found };
}
