/** `check`: text in, findings out. No I/O but the reader; `initChecker` must have resolved once. */

import type { At, Graph, Module } from '../../bpf/flow/graph.ts';
import { lowerModule } from '../../bpf/flow/module.ts';
import { libbpfNear } from '../../bpf/flow/user/libbpf-version.ts';
import { type UserSpace, userSpaceOf } from '../../bpf/flow/user/user-space.ts';
import { FAULTS } from '../../bpf/kernel/faults/index.ts';
import { DEFAULT_LIBBPF } from '../../bpf/kernel/versions.ts';
import { contained } from '../../bpf/syntax/failure.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import type { FileReader, ParsedFile } from '../../bpf/syntax/types.ts';
import { sayReason } from '../../bpf/words/reasons.ts';
import { words as ruleWords } from '../../bpf/words/rule.ts';
import { words } from '../../bpf/words/server.ts';
import { BUDGET } from '../analysis/budget.ts';
import { type CheckedRoot, checkModule, type ModuleOptions } from '../analysis/check-module.ts';
import { placeOf } from '../analysis/domain/trace.ts';
import type { Fault } from '../analysis/engine/faults.ts';
import { explain } from '../analysis/path.ts';
import type { UserMaps } from '../analysis/user/maps.ts';
import { ruleIdOf, ruleOf } from '../rules/index.ts';
import { kernelWords } from '../rules/kernel-words.ts';
import { messageOf } from '../rules/language.ts';
import { stepText } from '../rules/path.ts';
import { doubtfulFunctions, type IncompleteFunctions, incompleteFunctions } from './incomplete-functions.ts';
import { readSuppressions, type Suppressions } from './suppress/read.ts';
import { type Located, suppress } from './suppress/suppress.ts';
import { type Lines, linesOf, offsetAt, rangeAt } from './text.ts';
import type {
  CheckFile,
  CheckOptions,
  Diagnostic,
  FileResult,
  Incomplete,
  PathStep,
  Range,
  SameFault,
  Severity,
} from './types.ts';

export const checkFile: CheckFile = (path, text, reader, options) => {
  const user = userSpaceOf(path, text, reader);
  if (user && !user.isWorthIt) return nothingFound(path);
  const file = parseFile(path, text, user?.reader ?? reader);
  const libbpf = options.libbpf ?? (user && libbpfNear(path, reader));
  return checkParsed(file, reader, { ...options, libbpf }, user);
};

/** Of a file of user space that does nothing with the maps that are known. */
export const nothingFound = (path: string): FileResult => ({ path, diagnostics: [], incomplete: [] });

export function checkParsed(
  file: ParsedFile,
  _reader: FileReader,
  options: CheckOptions,
  user?: UserSpace,
): FileResult {
  const { kernel } = options;
  const module = lowerModule(file, { kernel });
  const suppressions = readSuppressions(file, module);
  const roots = checkModule(
    module,
    moduleOptions(file, {
      kernel,
      budget: BUDGET,
      apart: suppressions.apart,
      user: user && userMaps(user, options.libbpf),
    }),
  );
  const gaps = atOnce(incompleteFunctions(file, module));
  const result = atOnce(resultInSlices({ file, module, suppressions }, roots, gaps, kernel));
  return user ? ofUserSpace(result) : result;
}

/** What of other C is not understood is nobody's matter: only its operations on maps are judged. */
export const ofUserSpace = (result: FileResult): FileResult => ({ ...result, incomplete: [] });

export function userMaps({ objects, filledByPrograms }: UserSpace, libbpf = DEFAULT_LIBBPF): UserMaps {
  return { objects, filledByPrograms, libbpf };
}

/** A finding in words, and the fault that it is about: fixes are made from that. */
export interface Finding {
  readonly diagnostic: Diagnostic;
  readonly fault: Fault;
  /** Names of all roots that have it. */
  readonly roots: readonly string[];
}

/** How a file's module is checked: what it includes is entered, and only its own functions are judged. */
export function moduleOptions(
  file: ParsedFile,
  how: Pick<ModuleOptions, 'kernel' | 'budget' | 'apart' | 'user'>,
): ModuleOptions {
  const sources = sourcesOf(file);
  return {
    ...how,
    // A helper's arguments decide: it is entered with each caller's.
    ...(how.user ? { enterAll: true } : {}),
    sources: (path) => sources.get(path)?.text,
    own: (fn) => fn.path === file.path,
  };
}

/** What was checked. */
export interface Subject {
  readonly file: ParsedFile;
  readonly module: Module;
  readonly suppressions: Suppressions;
}

/** Findings of all roots that stand, put into words and places one by one; what is not whole is named instead. */
export function* resultInSlices(
  { file, module, suppressions }: Subject,
  results: readonly CheckedRoot[],
  gaps: IncompleteFunctions,
  kernel: string,
  note?: (finding: Finding) => void,
): Generator<void, FileResult, void> {
  const sources = sourcesOf(file);
  const places: Places = { path: file.path, lines: (path) => linesIn(sources, path) };
  const merged = new Map<string, Fault[]>();
  const incomplete = new Map<string, string>();
  for (const result of results) {
    for (const fault of gaps.doubts(result.root) ? [] : result.faults) {
      const key = mergeKey(fault);
      const same = merged.get(key);
      if (!same) merged.set(key, [fault]);
      else if (isStronger(fault, same[0]!)) same.unshift(fault);
      else same.push(fault);
    }
    for (const [name, reason] of result.incomplete) incomplete.set(name, sayReason(reason));
  }
  // What is not whole comes in its own order, whichever explorations were kept from the text before.
  for (const name of gaps.reasons.keys()) incomplete.delete(name);
  for (const [name, reason] of gaps.reasons) incomplete.set(name, reason);
  for (const { name, reason } of file.holes)
    if (name !== undefined && !incomplete.has(name))
      incomplete.set(name, reason ? sayReason(reason) : words().unparsed);
  const located: Located[] = [];
  for (const same of merged.values()) {
    const found = contained(
      () => describe(same, places, kernel),
      (reason) => {
        incomplete.set(same[0]!.graph.name, sayReason(reason));
        return [];
      },
    );
    located.push(...found);
    const roots = same.flatMap(({ root }) => root ?? []);
    for (const { found: diagnostic } of found) note?.({ diagnostic, fault: same[0]!, roots });
    yield;
  }
  const mayHaveMissed = doubtfulFunctions(file, module, gaps, [...incomplete.keys()]);
  const about = { file, module, kernel, linesIn: places.lines, mayHaveMissed };
  const { diagnostics, suppressed } = suppress(located, suppressions, about);
  return {
    path: file.path,
    diagnostics: diagnostics.toSorted(inOrder),
    incomplete: [...incomplete].map(([name, reason]): Incomplete => ({ function: name, reason })),
    ...(suppressed.length > 0 ? { suppressed: suppressed.toSorted(inOrder) } : {}),
  };
}

function inOrder({ range: { start: a } }: Diagnostic, { range: { start: b } }: Diagnostic): number {
  return a.line - b.line || a.character - b.character;
}

/**
 * Faults of several programs that are one finding. What the kernel refuses has to be mended in each program, so it counts
 * at each place where one goes wrong; advice is given once.
 */
function mergeKey(fault: Fault): string {
  const isRefused = FAULTS[fault.id].severity === 'error';
  return isRefused ? `${fault.key} ${placeOf(fault.graph, fault.at)}` : fault.key;
}

/** Of one fault on several paths, the one that the kernel refuses. */
function isStronger(fault: Fault, before: Fault): boolean {
  if (fault.isUsed !== before.isUsed) return fault.isUsed;
  return fault.initial && !before.initial;
}

interface Source {
  readonly text: string;
  lines?: Lines;
}
interface Places {
  readonly path: string;
  readonly lines: (path: string) => Lines;
}

function sourcesOf(file: ParsedFile): Map<string, Source> {
  const all = new Map<string, Source>();
  const work: ParsedFile[] = [file];
  for (let next = work.pop(); next; next = work.pop()) {
    if (all.has(next.path)) continue;
    all.set(next.path, { text: next.text });
    work.push(...next.includes);
  }
  return all;
}

function linesIn(sources: Map<string, Source>, path: string): Lines {
  const source = sources.get(path);
  if (!source) return linesOf('');
  source.lines ??= linesOf(source.text);
  return source.lines;
}

function rangeOf(places: Places, graph: Graph, at: At): Range {
  return rangeAt(places.lines(graph.path), graph.start + at.start, graph.start + at.end);
}

/** Steps to a fault; one that lies in a header is their last. */
function pathTo(fault: Fault, places: Places): PathStep[] {
  const path = explain(fault).map(
    (step): PathStep => ({
      message: stepText(step.step, fault),
      range: rangeOf(places, step.graph, step.at),
      ...(step.graph.path === places.path ? {} : { path: step.graph.path }),
    }),
  );
  if (fault.graph.path !== places.path)
    path.push({
      message: words().faultIsHere,
      range: rangeOf(places, fault.graph, fault.shown),
      path: fault.graph.path,
    });
  return path;
}

/** Programs other than the first's that are refused for the same fault. */
function othersOf([first, ...rest]: readonly Fault[], places: Places): SameFault[] {
  if (severityOf(first!) !== 'error') return [];
  const programs = new Set([first!.root]);
  const others: SameFault[] = [];
  for (const fault of rest) {
    if (programs.has(fault.root) || severityOf(fault) !== severityOf(first!)) continue;
    programs.add(fault.root);
    others.push({ program: fault.root, path: pathTo(fault, places) });
  }
  return others;
}

/** `same`: one fault as several programs have it, the strongest first. */
function describe(same: readonly Fault[], places: Places, kernel: string): Located[] {
  const fault = same[0]!;
  const id = ruleIdOf(fault);
  const rule = ruleOf(id);
  if (!rule) return [];
  const path = pathTo(fault, places);
  const others = othersOf(same, places);
  const said = messageOf(rule, fault);
  const message = fault.isUsed ? said : `${said} ${ruleWords().notCalled}`;
  const severity = severityOf(fault);
  const here = fault.graph.path === places.path;
  const range = here ? rangeOf(places, fault.graph, fault.shown) : (lastHere(path) ?? ZERO);
  const found: Diagnostic = {
    rule: id,
    severity,
    message,
    kernelMessage: severity === 'error' ? kernelWords(fault, kernel) : '',
    range,
    program: fault.root,
    path,
    fixes: [],
    ...(others.length > 0 ? { others } : {}),
  };
  return [{ found, places: [placeOfFault(fault), ...(here ? [] : [shownAt(places, range)])] }];
}

function placeOfFault({ graph, shown }: Fault): Located['places'][number] {
  return { path: graph.path, start: graph.start + shown.start, end: graph.start + shown.end };
}

function shownAt({ path, lines }: Places, { start, end }: Range): Located['places'][number] {
  return { path, start: offsetAt(lines(path), start), end: offsetAt(lines(path), end) };
}

const ZERO: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** A fault in a header is shown where this file leads into it. */
function lastHere(path: readonly PathStep[]): Range | undefined {
  return path.findLast((step) => step.path === undefined)?.range;
}

/** In a function that no program calls, or off the path of the object file's own load-time constants, the kernel would accept it today: a warning. */
function severityOf(fault: Fault): Severity {
  const severity = FAULTS[fault.id].severity;
  return severity === 'error' && (!fault.initial || !fault.isUsed) ? 'warning' : severity;
}
