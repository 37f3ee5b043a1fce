/**
 * One open document: its text, and what is known of it. An editor sets the text at each key and asks when it wants to
 * know; what one key leaves as it was is not computed again:
 *
 *      text ─▶ masked ─▶ trees ──────────▶ declarations ─▶ graphs ────────────▶ roots and summaries
 *                        those that        all of them     those of functions   those that lead to
 *                        changed                           that changed         a function that changed
 */
import type { Module } from '../../bpf/flow/graph.ts';
import { hasOldTags, lowerInSlices, lowerModule } from '../../bpf/flow/module.ts';
import { libbpfNear } from '../../bpf/flow/user/libbpf-version.ts';
import { userSpaceOf } from '../../bpf/flow/user/user-space.ts';
import { unitsOf } from '../../bpf/project/includers.ts';
import { outlineOf } from '../../bpf/project/outline.ts';
import { isHostTest, isUserC } from '../../bpf/syntax/detect.ts';
import type { ExternalDeclarations } from '../../bpf/syntax/external/declarations.ts';
import { parseFileInSlices } from '../../bpf/syntax/file.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import type { FileReader, ParsedFile, Span } from '../../bpf/syntax/types.ts';
import { BUDGET, type Budget } from '../analysis/budget.ts';
import { type Memory, newMemory } from '../analysis/incremental.ts';
import type { Checked } from '../analysis/observe.ts';
import type { UserMaps } from '../analysis/user/maps.ts';
import { nothingFound, ofUserSpace, userMaps, withText } from './check.ts';
import { halfTypedAt } from './half-typed.ts';
import type { Finding } from './results.ts';
import { halfSuppression } from './suppress/half.ts';
import type { FileResult } from './types.ts';
import type { Checked as CheckedText } from './typing.ts';
import { checkWhole, resultsFrom } from './whole/check-whole.ts';
import { doubtOf, type IncompleteFunctions } from './whole/incomplete-functions.ts';
import { linked } from './whole/linked.ts';
import { type Before, type Keeper, keeperOf } from './whole/unchanged.ts';
import { viewOf, type Whole, wholeOf } from './whole/whole.ts';

export interface Session {
  readonly path: string;
  text(): string;
  /** Only takes the text; nothing is computed before someone asks. */
  setText(text: string): void;
  /** The parsed text and what it declares, parsed now if need be. Good until the next `setText`. */
  parsed(): Parsed;
  /** What was parsed last, of this text or of an earlier one; undefined: nothing yet. */
  latest(): Parsed | undefined;
  /**
   * Checks the text in slices: between two of them the caller may do something else, or drop the generator when the
   * text has moved on.
   */
  check(kernel: string, libbpf?: string): Generator<void, FileResult, void>;
  /** What the last check could not judge, and what does not look finished at the place of the last edit. */
  doubts(edit: Span | undefined): Pick<CheckedText, 'doubtful' | 'half'>;
  /** What the last check knows: the next question need not find it again. */
  checked(): Checked;
  /** Findings of the last check that was finished. */
  findings(): readonly Finding[];
  /** By the last check: the text says little that could be wrong, so it need not be checked at each key. */
  mayWait(): boolean;
  /** Forgets everything but the text: headers changed, or the parser was lost. */
  reset(): void;
  /** Other files of the object changed: what they define is looked up again, the rest is kept. */
  relink(): void;
  /** For other texts of the same document: it reads the same headers, and knows what is parsed here. */
  beside(): Session;
  /** Lets go of everything; nothing may be asked any more. */
  close(): void;
}

export interface Parsed {
  readonly file: ParsedFile;
  readonly module: Module;
  /** All that is built with it. */
  readonly whole: Whole;
}

interface State {
  readonly path: string;
  readonly reader: FileReader;
  text: string;
  /** The file that is built, of which this may be a part; undefined: not known yet. */
  unit: { readonly path: string; readonly isObject: boolean } | undefined;
  parsed: Parsed | undefined;
  /** The same, until there is another: for those who are asked while somebody types. */
  latest: Parsed | undefined;
  /** What was parsed last, for another look at what it calls elsewhere. */
  unlinked: Whole | undefined;
  before: Before | undefined;
  declarations: ExternalDeclarations;
  memory: Memory;
  /** Kernel, and libbpf and maps of user space, that `memory` is about. */
  target: string;
  /** The kernel that the types are read for. */
  kernel: string;
  /** What headers of user space say. */
  libbpf: string | undefined;
  incomplete: IncompleteFunctions | undefined;
  mayWait: boolean;
  findings: readonly Finding[];
}

type Place = Pick<State, 'path' | 'reader'>;

function newState(
  { path, reader }: Place,
  text: string,
  declarations: ExternalDeclarations = new Map(),
): State {
  return {
    path,
    reader,
    text,
    unit: undefined,
    parsed: undefined,
    latest: undefined,
    unlinked: undefined,
    before: undefined,
    declarations,
    memory: newMemory(),
    target: '',
    kernel: '',
    libbpf: undefined,
    incomplete: undefined,
    mayWait: false,
    findings: [],
  };
}

/** Opens a document. `reader` finds headers; `initChecker` must have resolved before anything is asked. */
export function openSession(
  path: string,
  text: string,
  reader: FileReader,
  budget = BUDGET,
  declarations?: ExternalDeclarations,
): Session {
  const place = { path, reader };
  let state = newState(place, text, declarations);
  return {
    path,
    text: () => state.text,
    setText(next) {
      if (next === state.text) return;
      state.text = next;
      state.latest = state.parsed ?? state.latest;
      state.parsed = undefined;
    },
    parsed: () => parse(state),
    latest: () => state.parsed ?? state.latest,
    check: (kernel, libbpf) => check(state, kernel, libbpf, budget),
    doubts(edit) {
      const { file, module } = parse(state);
      const typed = edit && halfTypedAt(file, module, edit);
      const half = typed ? doubtOf(typed, file, module) : edit && halfSuppression(file, module, edit);
      return { doubtful: state.incomplete?.doubtful, half };
    },
    checked: () => ({ roots: state.memory.checked, summaries: state.memory.summaries }),
    findings: () => state.findings,
    mayWait: () => state.mayWait,
    reset() {
      state = newState(place, state.text);
    },
    relink() {
      if (state.parsed) state.unlinked = state.parsed.whole.unlinked ?? state.parsed.whole;
      state.latest = state.parsed ?? state.latest;
      state.parsed = undefined;
    },
    beside: () => openSession(path, state.text, reader, budget, new Map(state.declarations)),
    close() {
      state = newState(place, '');
    },
  };
}

function* check(
  state: State,
  kernel: string,
  libbpf: string | undefined,
  budget: Budget,
): Generator<void, FileResult, void> {
  const { path, reader } = state;
  const user = userSpaceOf(path, state.text, reader, libbpf);
  state.mayWait = user !== undefined && user.attention !== 'always';
  if (user?.attention === 'never' || isHostTest(path, state.text)) {
    state.findings = [];
    return nothingFound(path);
  }
  changeTarget(state, kernel, user && libbpf);
  const { whole } = yield* parseInSlices(state);
  yield;
  const maps = user && userMaps(user, libbpf ?? libbpfNear(path, reader));
  const target = `${kernel} ${maps ? targetOf(maps) : ''}`;
  if (state.target !== target) {
    state.memory = newMemory();
    state.target = target;
  }
  const functions = reader.project?.(path)?.functions;
  const checked = yield* checkWhole(whole, path, { kernel, budget, user: maps, functions }, state.memory);
  if (!checked) return nothingFound(path);
  state.incomplete = checked.gaps;
  const findings: Finding[] = [];
  const result = yield* resultsFrom(whole, checked, kernel, (finding) => {
    findings.push(finding);
  });
  state.findings = findings;
  return user ? ofUserSpace(result) : result;
}

/** Nothing that was found holds; types only where the kernels read them differently. */
function changeTarget(state: State, kernel: string, libbpf: string | undefined): void {
  if (state.kernel === kernel && state.libbpf === libbpf) return;
  const isSame = hasOldTags(state.kernel) === hasOldTags(kernel) && state.libbpf === libbpf;
  state.memory = newMemory();
  state.kernel = kernel;
  state.libbpf = libbpf;
  if (isSame) return;
  state.before = undefined;
  const { parsed } = state;
  state.parsed = undefined;
  if (parsed) declare(state, parsed.whole.built);
}

function parse(state: State): Parsed {
  return state.parsed ?? atOnce(parseInSlices(state));
}

/** Everything about user space that findings depend on. */
const targetOf = ({ objects, libbpf }: UserMaps): string =>
  JSON.stringify([libbpf, [...objects].map(([name, maps]) => [name, [...maps.values()]])]);

/** Somebody who cannot wait may ask for the same in between. */
function* parseInSlices(state: State): Generator<void, Parsed, void> {
  if (state.parsed) return state.parsed;
  const { text, unlinked } = state;
  state.unlinked = undefined;
  if (unlinked && textIn(unlinked, state.path) === text) {
    state.parsed = viewed(unlinked, state.path);
    return yield* linkInto(state, text);
  }
  const file = yield* builtInSlices(state);
  yield;
  if (text !== state.text || state.parsed) return parse(state);
  const { before, kernel } = state;
  const keeper = keeperFor(state, file);
  const module = yield* lowerInSlices(file, { ...keeper, kernel });
  const isStill = text === state.text && before === state.before && kernel === state.kernel;
  if (state.parsed || !isStill) return parse(state);
  settle(state, file, module, keeper);
  return yield* linkInto(state, text);
}

/** What the file calls in others of its object, unless the text has moved on meanwhile. */
function* linkInto(state: State, text: string): Generator<void, Parsed, void> {
  const { path, reader, kernel } = state;
  const parsed = state.parsed!;
  if (userSpaceOf(path, text, reader)) return parsed;
  const whole = yield* linked(parsed.whole, withText(reader, { path, text }), kernel);
  if (text !== state.text || state.parsed !== parsed) return parse(state);
  if (whole !== parsed.whole) state.parsed = viewed(whole, path);
  return state.parsed;
}

const textIn = (whole: Whole, path: string): string | undefined => whole.files.get(path)?.text;

function viewed(whole: Whole, path: string): Parsed {
  const view = viewOf(whole, path) ?? { file: whole.built, module: whole.module };
  return { ...view, whole };
}

/** What is built: the file itself, or the one that it is a part of. Files of user space see the headers of libbpf and of skeletons. */
function* builtInSlices(state: State): Generator<void, ParsedFile, void> {
  const { path, text, reader, libbpf, declarations } = state;
  const user = userSpaceOf(path, text, reader, libbpf);
  const unit = user ? path : yield* unitIn(state);
  const built = unit === path ? undefined : reader.read(unit, reader.scope?.(path));
  if (built !== undefined) {
    const file = yield* parseFileInSlices(unit, built, withText(reader, { path, text }), declarations);
    if (fileIn(file, path)) return file;
    state.unit = { path, isObject: isObject(path, text) };
  }
  return yield* parseFileInSlices(path, text, user?.reader ?? reader, declarations);
}

const isObject = (path: string, text: string): boolean => outlineOf(path, text).isObject;

function* unitIn(state: State): Generator<void, string, void> {
  const { path, text, reader } = state;
  const now = isObject(path, text);
  if (state.unit?.isObject !== now) {
    const units = yield* unitsOf({ reader, path, text });
    state.unit = { path: units[0] ?? path, isObject: now };
  }
  return state.unit.path;
}

function fileIn(built: ParsedFile, path: string): ParsedFile | undefined {
  const seen = new Set([built]);
  for (const one of seen) {
    if (one.path === path) return one;
    for (const next of one.includes) seen.add(next);
  }
  return undefined;
}

function keeperFor(state: State, built: ParsedFile): Keeper {
  const part = built.path === state.path ? undefined : fileIn(built, state.path);
  return keeperOf(state.before, part ? [built, part] : [built]);
}

function declare(state: State, built: ParsedFile): Parsed {
  const keeper = keeperFor(state, built);
  const hasVariableArrays = isUserC(state.path, state.text);
  const module = lowerModule(built, { ...keeper, kernel: state.kernel, hasVariableArrays });
  return settle(state, built, module, keeper);
}

function settle(state: State, built: ParsedFile, module: Module, keeper: Keeper): Parsed {
  const { now, isSame } = keeper.settle(module);
  state.before = now;
  if (!isSame) state.memory = newMemory();
  state.parsed = viewed(wholeOf(built, module), state.path);
  state.latest = undefined;
  return state.parsed;
}
