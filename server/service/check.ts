/** `check`: text in, findings out. No I/O but the reader; `initChecker` must have resolved once. */

import type { At, Graph } from '../../bpf/flow/graph.ts';
import { lowerModule } from '../../bpf/flow/module.ts';
import { FAULTS } from '../../bpf/kernel/faults.ts';
import { contained } from '../../bpf/syntax/failure.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { tornFunctions } from '../../bpf/syntax/torn.ts';
import type { FileReader, ParsedFile } from '../../bpf/syntax/types.ts';
import { BUDGET } from '../analysis/budget.ts';
import { type CheckedRoot, checkModule, type ModuleOptions } from '../analysis/check-module.ts';
import type { Fault } from '../analysis/faults.ts';
import { explain } from '../analysis/path.ts';
import { ruleOf } from '../rules/index.ts';
import { kernelWords } from '../rules/words.ts';
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

export const checkFile: CheckFile = (path, text, reader, options) => {
  const file = parseFile(path, text, reader);
  return checkParsed(file, reader, options);
};

export function checkParsed(file: ParsedFile, _reader: FileReader, options: CheckOptions): FileResult {
  const { kernel } = options;
  return resultOf(
    file,
    checkModule(lowerModule(file), moduleOptions(file, { kernel, budget: BUDGET })),
    kernel,
  );
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

/** Findings of all roots, put into words and places. */
export function resultOf(file: ParsedFile, results: readonly CheckedRoot[], kernel: string): FileResult {
  const sources = sourcesOf(file);
  const places: Places = { path: file.path, lines: (path) => linesIn(sources, path) };
  const merged = new Map<string, Fault>();
  const incomplete = new Map<string, string>();
  for (const result of results) {
    for (const fault of result.faults) {
      const before = merged.get(fault.key);
      if (!before || isStronger(fault, before)) merged.set(fault.key, fault);
    }
    for (const [name, reason] of result.incomplete) incomplete.set(name, reason);
  }
  for (const name of tornFunctions(file)) if (!incomplete.has(name)) incomplete.set(name, UNPARSED);
  for (const { name, reason } of file.holes) if (name !== undefined) incomplete.set(name, reason ?? UNPARSED);
  const diagnostics = [...merged.values()].flatMap((fault) =>
    contained(
      () => describe(fault, places, kernel),
      (reason) => {
        incomplete.set(fault.graph.name, reason);
        return [];
      },
    ),
  );
  diagnostics.sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );
  return {
    path: file.path,
    diagnostics,
    incomplete: [...incomplete].map(([name, reason]): Incomplete => ({ function: name, reason })),
  };
}

const UNPARSED = 'it could not be parsed';

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
