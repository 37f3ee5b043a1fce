/** `check`: text in, findings out. No I/O but the reader; `initChecker` must have resolved once. */

import type { At, Graph } from '../../bpf/flow/graph.ts';
import { lowerModule } from '../../bpf/flow/module.ts';
import { FAULTS } from '../../bpf/kernel/faults.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import type { FileReader, ParsedFile } from '../../bpf/syntax/types.ts';
import { type CheckedRoot, checkModule, type ModuleOptions } from '../analysis/check-module.ts';
import type { Fault } from '../analysis/faults.ts';
import { explain } from '../analysis/path.ts';
import { ruleOf } from '../rules/index.ts';
import { kernelWords } from '../rules/words.ts';
import { type Standing, standingOf } from './standing.ts';
import { type Lines, linesOf, rangeAt } from './text.ts';
import type {
  CheckFile,
  CheckOptions,
  Diagnostic,
  FileResult,
  Incomplete,
  PathStep,
  Range,
  Severity,
} from './types.ts';

/** Per entry point; a function that needs more is reported as not fully checked. */
const BUDGET = { steps: 400_000, milliseconds: 8_000 };

export const checkFile: CheckFile = (path, text, reader, options) => {
  const file = parseFile(path, text, reader);
  return checkParsed(file, reader, options);
};

export function checkParsed(file: ParsedFile, _reader: FileReader, options: CheckOptions): FileResult {
  const { kernel, cancelled } = options;
  const budget = cancelled ? { ...BUDGET, cancelled } : BUDGET;
  const module = lowerModule(file);
  const roots = checkModule(module, moduleOptions(file, { kernel, budget }));
  return resultOf(file, roots, standingOf(file, module), kernel);
}

/** How a file's module is checked: what it includes is entered, and only its own functions are judged. */
export function moduleOptions(
  file: ParsedFile,
  how: Pick<ModuleOptions, 'kernel' | 'budget'>,
): ModuleOptions {
  const sources = sourcesOf(file);
  return {
    ...how,
    sources: (path) => sources.get(path)?.text,
    own: (fn) => fn.path === file.path,
  };
}

/** Findings of all roots that stand, put into words and places; what is not whole is named instead. */
export function resultOf(
  file: ParsedFile,
  results: readonly CheckedRoot[],
  standing: Standing,
  kernel: string,
): FileResult {
  const sources = sourcesOf(file);
  const places: Places = { path: file.path, lines: (path) => linesIn(sources, path) };
  const merged = new Map<string, Fault>();
  const incomplete = new Map<string, string>();
  for (const result of results) {
    for (const fault of standing.doubts(result.root) ? [] : result.faults) {
      const before = merged.get(fault.key);
      if (!before || isStronger(fault, before)) merged.set(fault.key, fault);
    }
    for (const [name, reason] of result.incomplete) incomplete.set(name, reason);
  }
  // What is not whole comes in its own order, whichever explorations were kept from the text before.
  for (const name of standing.unsure.keys()) incomplete.delete(name);
  for (const [name, reason] of standing.unsure) incomplete.set(name, reason);
  const diagnostics = [...merged.values()].flatMap((fault) => describe(fault, places, kernel));
  diagnostics.sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );
  return {
    path: file.path,
    diagnostics,
    incomplete: [...incomplete].map(([name, reason]): Incomplete => ({ function: name, reason })),
  };
}

/** Of one fault on several ways, the one that the kernel refuses. */
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

function describe(fault: Fault, places: Places, kernel: string): Diagnostic[] {
  const id = !fault.initial && fault.id === 'unreleased-reference' ? 'load-time-leak' : fault.id;
  const rule = ruleOf(id);
  if (!rule) return [];
  const path = explain(fault).map(
    (step): PathStep => ({
      message: step.message,
      range: rangeOf(places, step.graph, step.at),
      ...(step.graph.path === places.path ? {} : { path: step.graph.path }),
    }),
  );
  const unused = fault.isUsed
    ? ''
    : ' No program of this file calls the function, so the kernel does not see it.';
  const message = `${rule.message(fault)}${unused}`;
  const severity = severityOf(fault);
  const here = fault.graph.path === places.path;
  const range = here ? rangeOf(places, fault.graph, fault.at) : (lastHere(path) ?? ZERO);
  if (!here)
    path.push({
      message: 'the fault is here',
      range: rangeOf(places, fault.graph, fault.at),
      path: fault.graph.path,
    });
  return [
    {
      rule: id,
      severity,
      message,
      kernelMessage: severity === 'error' ? kernelWords(fault, kernel) : '',
      range,
      program: fault.root,
      path,
      fixes: [],
    },
  ];
}

const ZERO: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** A fault in a header is shown where this file leads into it. */
function lastHere(path: readonly PathStep[]): Range | undefined {
  return path.findLast((step) => step.path === undefined)?.range;
}

/** In a function that no program calls, or off the way of the object file's own load-time constants, the kernel would accept it today: a warning. */
function severityOf(fault: Fault): Severity {
  const severity = FAULTS[fault.id].severity;
  return severity === 'error' && (!fault.initial || !fault.isUsed) ? 'warning' : severity;
}
