/**
 * Where a file is not whole. Functions that parse to the end but have a hole inside are not in here: `Graph.broken`
 * says so, since a body is only parsed when it is looked at.
 */
import type { CNode, Malformed, ParsedFile, Span } from '../types.ts';

/** A line in the first column with type words, a name, arguments and the brace of a body. */
const BEGINNING = /^[A-Za-z_][\w \t*]{0,200}?[ \t*]([A-Za-z_]\w*)[ \t]*\(([^;{}]{0,2000})\)\s{0,200}\{/gm;
/** Macros that name a program in their first argument. */
const MACRO = /^[A-Z][A-Z0-9_]+$/;
const KEYWORDS = new Set(['if', 'for', 'while', 'switch', 'return', 'sizeof', 'do', 'else', 'defined']);
const MOST = 100;

/** A function that is being typed: text that begins like one and from which the parser could make none. */
export interface MalformedFunction {
  readonly name: string;
  readonly place: Malformed;
}

/** In source order, each name once. */
export function malformedFunctions(file: ParsedFile): MalformedFunction[] {
  const found = new Map<string, MalformedFunction>();
  let isWide = false;
  for (const place of malformedPlaces(file)) {
    // The first wide one was looked through to the end of the file.
    if (place.isWide && isWide) continue;
    isWide ||= place.isWide;
    // Behind half a condition or comment the mask may have taken out everything.
    const text = place.isWide ? file.text.slice(place.start) : file.masked.slice(place.start, place.end);
    for (const match of text.matchAll(BEGINNING)) {
      const name = nameOf(match[1]!, match[2]!);
      if (name !== '' && !found.has(name)) found.set(name, { name, place });
      if (found.size >= MOST) return [...found.values()];
    }
  }
  return [...found.values()];
}

function nameOf(name: string, args: string): string {
  if (KEYWORDS.has(name)) return '';
  return MACRO.test(name) ? (/^\s*([a-z_]\w*)/.exec(args)?.[1] ?? '') : name;
}

/** Whether a place holds (the rest of) a function, whose inside declares nothing to others. */
export function beginsFunction({ masked }: ParsedFile, { start, end }: Span): boolean {
  return masked.slice(start, end).search(BEGINNING) >= 0;
}

/** All that is not whole at file scope, in source order. */
export function malformedPlaces(file: ParsedFile): Malformed[] {
  const places = [...file.malformed, ...skippedPlaces(file)].sort((a, b) => a.start - b.start);
  return places.length > MOST_PLACES ? withoutGaps(file, places) : places;
}

/** Places beyond which nobody is typing: the file is no C. */
const MOST_PLACES = 500;

/** One place for all between two functions. */
function withoutGaps({ root }: ParsedFile, places: readonly Malformed[]): Malformed[] {
  const functions = root.kids.filter(({ type }) => type === 'function_definition');
  const found: Malformed[] = [];
  for (const place of places) {
    const before = found.at(-1);
    const next = before && firstFrom(functions, before.start);
    const isApart = before?.isWide !== place.isWide || (!place.isWide && next && next.start < place.start);
    if (isApart) found.push(place);
    else if (place.end > before.end) found[found.length - 1] = { ...before, end: place.end };
  }
  return found;
}

/** Stretches outside of every function that the parser skipped or mended, from the line they begin in. */
function skippedPlaces(file: ParsedFile): Malformed[] {
  const { root, masked, holes } = file;
  const places: Malformed[] = [];
  let last = 0;
  for (const [i, kid] of root.kids.entries()) {
    const at = breakOf(holes, kid);
    if (at === undefined) continue;
    // Lines are looked for from the place before: one line may be all of the file.
    const start = last + masked.slice(last, kid.start + 1).lastIndexOf('\n') + 1;
    const isWhole = kid.type !== 'function_declarator';
    const end = isWhole ? kid.end : (root.kids[i + 1]?.start ?? masked.length);
    places.push({ start, end, at, isWide: false });
    last = end;
  }
  return places;
}

/** Where the syntax of something at file scope breaks, if it does. */
function breakOf(holes: readonly Span[], kid: CNode): number | undefined {
  if (kid.type === 'function_definition' || kid.type.startsWith('preproc_')) return undefined;
  // A declarator that belongs to nothing is the beginning of a function that goes on too deep.
  if (kid.type === 'ERROR' || kid.type === 'function_declarator' || STATEMENTS.has(kid.type))
    return kid.start;
  const hole = firstFrom(holes, kid.start);
  return hole !== undefined && hole.start <= kid.end ? hole.start : undefined;
}

/** The first that begins at an offset or behind it; they are in order. */
function firstFrom(spans: readonly Span[], offset: number): Span | undefined {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return spans[low];
}

/** What is left of a function behind a brace that closes too much. */
const STATEMENTS = new Set([
  ...['if_statement', 'for_statement', 'while_statement', 'do_statement', 'switch_statement'],
  ...['return_statement', 'goto_statement', 'break_statement', 'continue_statement'],
  ...['compound_statement', 'labeled_statement', 'case_statement'],
]);
