/**
 * Which functions of a file nothing can be said about, because they or what they depend on are not whole:
 *
 *      syntax breaks in  a function ────▶ it, those that call it, and what only it leads to
 *                        a declaration ─▶ those that use a name which is declared nowhere else
 *                        an #if, #include or comment ─▶ all that stands in the file
 */

import { calledBy } from '../../../bpf/flow/call-graph.ts';
import type { FunctionInfo, Module } from '../../../bpf/flow/graph.ts';
import {
  beginsFunction,
  malformedFunctions,
  malformedPlaces,
} from '../../../bpf/syntax/external/malformed.ts';
import type { Malformed, ParsedFile, Span } from '../../../bpf/syntax/types.ts';
import { words } from '../../../bpf/words/server.ts';
import type { CheckedRoot } from '../../analysis/check-root.ts';
import type { HalfTyped } from '../half-typed.ts';
import { namesIn, usersOf } from '../names.ts';
import { spansOf } from '../spans.ts';
import { type Lines, linesOf, positionAt } from '../text.ts';
import type { Checked, Doubt } from '../typing.ts';

export interface IncompleteFunctions {
  /** Functions that are not judged, and why not; also such as the parser could make nothing of. */
  readonly reasons: ReadonlyMap<string, string>;
  /** Where nothing is judged, or not on every path that leads there; undefined: everything is whole. */
  readonly doubtful: Doubtful | undefined;
  /** Whether what was found from a root may come from what is not whole. */
  doubts(root: CheckedRoot['root']): boolean;
}

type Doubtful = NonNullable<Checked['doubtful']>;

const WHOLE: IncompleteFunctions = { reasons: new Map(), doubtful: undefined, doubts: () => false };

/** To be asked when all functions that matter are lowered. `paths`: files whose functions are judged with those of the file. */
export function* incompleteFunctions(
  file: ParsedFile,
  module: Module,
  paths: ReadonlySet<string> = new Set(),
): Generator<void, IncompleteFunctions, void> {
  const reached = reachedFrom(file, module, paths);
  const places = placesOf(file);
  yield;
  const broken = reached.filter((fn) => fn.graph().broken);
  if (places.length === 0 && broken.length === 0) return WHOLE;
  const reasons = brokenThemselves(file, broken, places, reached);
  yield;
  for (const [name, reason] of usersOfMalformed(file, module, places))
    if (!reasons.has(name)) reasons.set(name, reason);
  addCallers(reasons, reached);
  yield;
  const fed = fedBy(file, module, reasons, places);
  yield;
  const own = reached.filter((fn) => fn.path === file.path);
  const isInDoubt = ({ name }: FunctionInfo) => reasons.has(name) || fed.has(name);
  return {
    reasons,
    doubtful: {
      spans: spansOf([...own.filter(isInDoubt), ...places.filter((place) => place.path === file.path)]),
      programs: new Set(reasons.keys()),
      judged: spansOf(own.filter((fn) => !isInDoubt(fn))),
      comments: spansOf(file.comments),
    },
    doubts: ({ name, kind, isUsed }) =>
      reasons.has(name) || ((kind === 'unknown' || !isUsed) && fed.has(name)),
  };
}

/** What to keep back because of something that does not look finished: its function and those that call it. */
export function doubtOf(half: HalfTyped, file: ParsedFile, module: Module): Doubt {
  const reached = reachedFrom(file, module);
  const own = reached.filter((fn) => fn.path === file.path);
  if (!half.inside)
    return {
      spans: spansOf([{ start: 0, end: file.text.length }]),
      programs: new Set(own.map(({ name }) => name)),
    };
  const names = new Map([[half.inside.name, '']]);
  addCallers(names, reached);
  return { spans: spansOf(own.filter((fn) => names.has(fn.name))), programs: new Set(names.keys()) };
}

/**
 * Whether something may have been missed in a function, because one of those named was not fully checked: it itself, one
 * that leads to it, or one that such a one leads to. Of no function, and where a name is no function's: whether anything
 * was not.
 */
export function doubtfulFunctions(
  file: ParsedFile,
  module: Module,
  { doubtful }: IncompleteFunctions,
  names: readonly string[],
): (fn: FunctionInfo | undefined) => boolean {
  if (names.length === 0) return () => false;
  if (names.some((name) => !module.functions.has(name))) return () => true;
  let reached: readonly FunctionInfo[] | undefined;
  const known = new Map<string, boolean>();
  return (fn) => {
    if (!fn || (doubtful && !doubtful.judged.meeting({ start: fn.nameStart, end: fn.nameEnd }))) return true;
    const before = known.get(fn.name);
    if (before !== undefined) return before;
    reached ??= reachedFrom(file, module);
    const involved = new Map([[fn.name, '']]);
    addCallers(involved, reached);
    for (const name of involved.keys()) {
      const one = module.functions.get(name);
      for (const next of one ? calledBy(one) : []) if (module.functions.has(next)) involved.set(next, '');
    }
    const isInvolved = names.some((name) => involved.has(name));
    known.set(fn.name, isInvolved);
    return isInvolved;
  };
}

/** Functions of the file and those that they lead to. */
function reachedFrom(
  file: ParsedFile,
  module: Module,
  paths: ReadonlySet<string> = new Set(),
): FunctionInfo[] {
  const isFirst = ({ path }: FunctionInfo) => path === file.path || paths.has(path);
  const found = new Set([...module.functions.values()].filter(isFirst));
  for (const fn of found) {
    for (const name of calledBy(fn)) {
      const next = module.functions.get(name);
      if (next) found.add(next);
    }
  }
  return [...found];
}

interface Place extends Malformed {
  readonly path: string;
  readonly file: ParsedFile;
}

/** Of a header only what is malformed for certain counts: real ones hold more than the grammar knows. */
function placesOf(file: ParsedFile): Place[] {
  const places: Place[] = malformedPlaces(file).map((place) => ({ ...place, path: file.path, file }));
  const seen = new Set<ParsedFile>([file]);
  for (const header of seen) {
    for (const next of header.includes) seen.add(next);
    if (header === file) continue;
    for (const place of header.malformed) places.push({ ...place, path: header.path, file: header });
  }
  return places;
}

/** Lines of the text asked for last: reasons are many, texts few. */
let latest: { readonly text: string; readonly lines: Lines } | undefined;

function linesIn(text: string): Lines {
  if (latest?.text !== text) latest = { text, lines: linesOf(text) };
  return latest.lines;
}

/** 1-based, as compilers say it; with the file's name where it is another. */
function breaksAt(main: ParsedFile, file: Pick<ParsedFile, 'path' | 'text'>, offset: number): string {
  const { line, character } = positionAt(linesIn(file.text), offset);
  const name = file.path === main.path ? '' : `${file.path.slice(file.path.lastIndexOf('/') + 1)}:`;
  return words().syntaxBreaks(name, line + 1, character + 1);
}

function brokenThemselves(
  file: ParsedFile,
  broken: readonly FunctionInfo[],
  places: readonly Place[],
  reached: readonly FunctionInfo[],
): Map<string, string> {
  const reasons = new Map<string, string>();
  const wide = places.find((place) => place.isWide);
  const say = (name: string, where: Pick<ParsedFile, 'path' | 'text'>, at: number) => {
    if (reasons.has(name)) return;
    const reason = wide ? breaksAt(file, wide.file, wide.at) : breaksAt(file, where, at);
    reasons.set(name, words().notParsed(reason));
  };
  const narrow = (path: string) => spansOf(places.filter((place) => place.path === path && !place.isWide));
  const byPath = new Map([...new Set(places.map(({ path }) => path))].map((path) => [path, narrow(path)]));
  for (const fn of reached) {
    const place = byPath.get(fn.path)?.meeting({ start: fn.start + 1, end: fn.end - 1 });
    if (place) say(fn.name, place.file, place.at);
  }
  for (const { name, place } of malformedFunctions(file)) say(name, file, place.at);
  const texts = textsOf(file);
  for (const fn of broken)
    say(fn.name, { path: fn.path, text: texts.get(fn.path) ?? '' }, fn.start + fn.graph().broken!.start);
  for (const place of headless(file, places, reached, reasons)) say(headlineOf(file, place), file, place.at);
  if (!wide) return reasons;
  const reason = words().fileNotParsed(breaksAt(file, wide.file, wide.at));
  for (const { name, path } of reached)
    if (path === file.path && !reasons.has(name)) reasons.set(name, reason);
  // Half a condition or comment may hide all that there is, and nothing that looks like the head of a function.
  if (reasons.size === 0 && wide.path === file.path && CODE.test(file.text.slice(wide.start)))
    reasons.set(headlineOf(file, wide), reason);
  return reasons;
}

/** What stands in bodies alone: a keyword, a member of what a pointer points to, a call of the kernel, a name by itself. */
const STATEMENT =
  /\b(?:return|if|for|while|do|switch|goto|break|continue)\b|->|[;{=]\s*(?:scx_)?bpf_\w+\s*\(|[;{}]\s*[A-Za-z_]\w*\s*;/;
const CODE = /[;{}]/;
const LONGEST_HEADLINE = 60;

/** Malformed stretches with the statements of a function whose head is gone: nobody else tells of them. */
function headless(
  file: ParsedFile,
  places: readonly Place[],
  reached: readonly FunctionInfo[],
  reasons: ReadonlyMap<string, string>,
): Place[] {
  const own = reached.filter((fn) => fn.path === file.path);
  const told = spansOf(own.filter((fn) => reasons.has(fn.name)));
  const found: Place[] = [];
  for (const place of places) {
    if (place.path !== file.path || place.isWide || beginsFunction(file, place)) continue;
    if (!STATEMENT.test(file.masked.slice(place.start, place.end)) || told.meeting(place)) continue;
    // The parser leaves each statement behind a lost head on its own.
    const before = found.at(-1);
    const isApart = before && own.some((fn) => fn.start > before.start && fn.start < place.start);
    if (!before || isApart) found.push(place);
  }
  return found;
}

/** What a person would call it: how it begins. */
function headlineOf({ text }: ParsedFile, { start, end }: Span): string {
  const whole = text.slice(start, end).trim();
  const first = whole.split('\n', 1)[0] ?? '';
  return (/\w/.test(first) ? first : whole.replace(/\s+/g, ' ')).slice(0, LONGEST_HEADLINE).trim();
}

function textsOf(file: ParsedFile): Map<string, string> {
  const texts = new Map<string, string>();
  const work = [file];
  for (let next = work.pop(); next; next = work.pop()) {
    if (texts.has(next.path)) continue;
    texts.set(next.path, next.text);
    work.push(...next.includes);
  }
  return texts;
}

/** Functions that use what a malformed declaration or macro would declare. */
function usersOfMalformed(file: ParsedFile, module: Module, places: readonly Place[]): Map<string, string> {
  const narrow = places.filter((place) => !place.isWide && !beginsFunction(place.file, place));
  const reasons = new Map<string, string>();
  for (const [name, { used, place }] of usersOf(file, module, narrow))
    reasons.set(name, words().usesMalformed(used, breaksAt(file, place.file, place.at)));
  return reasons;
}

function addCallers(reasons: Map<string, string>, reached: readonly FunctionInfo[]): void {
  const callers = new Map<string, string[]>();
  for (const fn of reached) {
    for (const callee of calledBy(fn)) {
      const known = callers.get(callee);
      if (known) known.push(fn.name);
      else callers.set(callee, [fn.name]);
    }
  }
  const work = [...reasons.keys()];
  for (let name = work.pop(); name !== undefined; name = work.pop()) {
    for (const caller of callers.get(name) ?? []) {
      if (reasons.has(caller)) continue;
      reasons.set(caller, words().callsGap(name));
      work.push(caller);
    }
  }
}

/** Functions that those which are not whole lead to: whether a program calls them is not known. */
function fedBy(
  file: ParsedFile,
  module: Module,
  reasons: ReadonlyMap<string, string>,
  places: readonly Place[],
): ReadonlySet<string> {
  const fed = new Set<string>();
  for (const { start, end, path } of places)
    if (path === file.path)
      for (const name of namesIn(file.masked.slice(start, end)))
        if (module.functions.has(name)) fed.add(name);
  for (const name of reasons.keys()) {
    const fn = module.functions.get(name);
    if (!fn || fn.path !== file.path) continue;
    for (const used of namesIn(file.masked.slice(fn.start, fn.end)))
      if (module.functions.has(used)) fed.add(used);
  }
  for (const name of fed)
    for (const next of calledBy(module.functions.get(name)!)) if (module.functions.has(next)) fed.add(next);
  return fed;
}
