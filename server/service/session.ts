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
import type { ExternalDeclarations } from '../../bpf/syntax/external/declarations.ts';
import { parseFile, parseFileInSlices } from '../../bpf/syntax/file.ts';
import type { FileReader, ParsedFile, Span } from '../../bpf/syntax/types.ts';
import { BUDGET } from '../analysis/budget.ts';
import { checkInSlices } from '../analysis/check-module.ts';
import { type Memory, newMemory } from '../analysis/incremental.ts';
import type { Checked } from '../analysis/observe.ts';
import type { UserMaps } from '../analysis/user/maps.ts';
import { type Finding, moduleOptions, nothingFound, ofUserSpace, resultInSlices, userMaps } from './check.ts';
import { halfTypedAt } from './half-typed.ts';
import { doubtOf, type IncompleteFunctions, incompleteFunctions } from './incomplete-functions.ts';
import { halfSuppression } from './suppress/half.ts';
import { readSuppressions } from './suppress/read.ts';
import type { FileResult } from './types.ts';
import type { Checked as CheckedText } from './typing.ts';
import { type Before, type Keeper, keeperOf } from './unchanged.ts';

export interface Session {
  readonly path: string;
  text(): string;
  /** Only takes the text; nothing is computed before someone asks. */
  setText(text: string): void;
  /** The parsed text and what it declares, parsed now if need be. Good until the next `setText`. */
  parsed(): Parsed;
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
  /** Forgets everything but the text: headers changed, or the parser was lost. */
  reset(): void;
  /** For other texts of the same document: it reads the same headers, and knows what is parsed here. */
  beside(): Session;
  /** Lets go of everything; nothing may be asked any more. */
  close(): void;
}

export interface Parsed {
  readonly file: ParsedFile;
  readonly module: Module;
}

interface State {
  text: string;
  parsed: Parsed | undefined;
  before: Before | undefined;
  declarations: ExternalDeclarations;
  memory: Memory;
  /** Kernel, and libbpf and maps of user space, that `memory` is about. */
  target: string;
  /** The kernel that the types are read for. */
  kernel: string;
  incomplete: IncompleteFunctions | undefined;
  findings: readonly Finding[];
}

function newState(text: string, declarations: ExternalDeclarations = new Map()): State {
  return {
    text,
    parsed: undefined,
    before: undefined,
    declarations,
    memory: newMemory(),
    target: '',
    kernel: '',
    incomplete: undefined,
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
  let state = newState(text, declarations);
  return {
    path,
    text: () => state.text,
    setText(next) {
      if (next === state.text) return;
      state.text = next;
      state.parsed = undefined;
    },
    parsed: () => parse(state, path, reader),
    *check(kernel, libbpf) {
      const user = userSpaceOf(path, state.text, reader);
      if (user && !user.isWorthIt) {
        state.findings = [];
        return nothingFound(path);
      }
      if (state.kernel !== kernel) changeKernel(state, kernel);
      const { file, module } = yield* parseInSlices(state, path, reader);
      yield;
      const maps = user && userMaps(user, libbpf ?? libbpfNear(path, reader));
      const target = `${kernel} ${maps ? targetOf(maps) : ''}`;
      if (state.target !== target) {
        state.memory = newMemory();
        state.target = target;
      }
      const suppressions = readSuppressions(file, module);
      const options = moduleOptions(file, { kernel, budget, apart: suppressions.apart, user: maps });
      const roots = yield* checkInSlices(module, options, state.memory);
      state.incomplete = yield* incompleteFunctions(file, module);
      const findings: Finding[] = [];
      const result = yield* resultInSlices(
        { file, module, suppressions },
        roots,
        state.incomplete,
        kernel,
        (finding) => {
          findings.push(finding);
        },
      );
      state.findings = findings;
      return user ? ofUserSpace(result) : result;
    },
    doubts(edit) {
      const { file, module } = parse(state, path, reader);
      const typed = edit && halfTypedAt(file, module, edit);
      const half = typed ? doubtOf(typed, file, module) : edit && halfSuppression(file, module, edit);
      return { doubtful: state.incomplete?.doubtful, half };
    },
    checked: () => ({ roots: state.memory.checked, summaries: state.memory.summaries }),
    findings: () => state.findings,
    reset() {
      state = newState(state.text);
    },
    beside: () => openSession(path, state.text, reader, budget, new Map(state.declarations)),
    close() {
      state = newState('');
    },
  };
}

/** Nothing that was found holds; types only where the kernels read them differently. */
function changeKernel(state: State, kernel: string): void {
  const isSame = hasOldTags(state.kernel) === hasOldTags(kernel);
  state.memory = newMemory();
  state.kernel = kernel;
  if (isSame) return;
  state.before = undefined;
  const { parsed } = state;
  state.parsed = undefined;
  if (parsed) declare(state, parsed.file);
}

function parse(state: State, path: string, reader: FileReader): Parsed {
  return state.parsed ?? declare(state, parseNow(state, path, reader));
}

/** Files of user space see the headers of libbpf and of skeletons. */
function parseNow(state: State, path: string, reader: FileReader): ParsedFile {
  const headers = userSpaceOf(path, state.text, reader)?.reader ?? reader;
  return parseFile(path, state.text, headers, state.declarations);
}

/** Everything about user space that findings depend on. */
const targetOf = ({ objects, libbpf }: UserMaps): string =>
  JSON.stringify([libbpf, [...objects].map(([name, maps]) => [name, [...maps.values()]])]);

/** Somebody who cannot wait may ask for the same in between. */
function* parseInSlices(state: State, path: string, reader: FileReader): Generator<void, Parsed, void> {
  if (state.parsed) return state.parsed;
  const headers = userSpaceOf(path, state.text, reader)?.reader ?? reader;
  const file = yield* parseFileInSlices(path, state.text, headers, state.declarations);
  yield;
  const { before, kernel } = state;
  const keeper = keeperOf(before, file);
  const module = yield* lowerInSlices(file, { ...keeper, kernel });
  const isStill = file.text === state.text && before === state.before && kernel === state.kernel;
  if (state.parsed || !isStill) return parse(state, path, reader);
  return settle(state, { file, module }, keeper);
}

function declare(state: State, file: ParsedFile): Parsed {
  const keeper = keeperOf(state.before, file);
  const module = lowerModule(file, { ...keeper, kernel: state.kernel });
  return settle(state, { file, module }, keeper);
}

function settle(state: State, parsed: Parsed, keeper: Keeper): Parsed {
  const { now, isSame } = keeper.settle(parsed.module);
  state.before = now;
  if (!isSame) state.memory = newMemory();
  state.parsed = parsed;
  return parsed;
}
