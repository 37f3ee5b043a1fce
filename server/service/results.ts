/** Findings in words and places: of what was explored, what concerns one file. */

import type { At, Graph, Module } from '../../bpf/flow/graph.ts';
import { FAULTS } from '../../bpf/kernel/faults/index.ts';
import { contained } from '../../bpf/syntax/failure.ts';
import type { ParsedFile } from '../../bpf/syntax/types.ts';
import { sayReason } from '../../bpf/words/reasons.ts';
import { words as ruleWords } from '../../bpf/words/rule.ts';
import { words } from '../../bpf/words/server.ts';
import type { CheckedRoot } from '../analysis/check-root.ts';
import { placeOf } from '../analysis/domain/trace.ts';
import type { Fault } from '../analysis/engine/faults.ts';
import { explain } from '../analysis/path.ts';
import { ruleIdOf, ruleOf } from '../rules/index.ts';
import { kernelWords } from '../rules/kernel-words.ts';
import { messageOf } from '../rules/language.ts';
import { stepText } from '../rules/path.ts';
import type { Suppressions } from './suppress/read.ts';
import { type Located, suppress } from './suppress/suppress.ts';
import { type Lines, linesOf, offsetAt, rangeAt } from './text.ts';
import type { Diagnostic, FileResult, Incomplete, PathStep, Range, SameFault, Severity } from './types.ts';
import { doubtfulFunctions, type IncompleteFunctions } from './whole/incomplete-functions.ts';

/** A finding in words, and the fault that it is about: fixes are made from that. */
export interface Finding {
  readonly diagnostic: Diagnostic;
  readonly fault: Fault;
  /** Names of all roots that have it. */
  readonly roots: readonly string[];
}

/** What was checked, and what of it is wanted. */
export interface Subject {
  readonly file: ParsedFile;
  readonly module: Module;
  readonly suppressions: Suppressions;
  /** Whether a fault is a matter of this file; `root`: the file of the function from which it was found. */
  readonly concerns: (fault: Fault, root: string) => boolean;
  /** Whether it is told here that a function was not fully checked. */
  readonly tells: (name: string) => boolean;
}

/** Findings of all roots that stand, put into words and places one by one; what is not whole is named instead. */
export function* resultInSlices(
  { file, module, suppressions, concerns, tells }: Subject,
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
    const from = module.functions.get(result.root.name)?.path ?? file.path;
    for (const fault of gaps.doubts(result.root) ? [] : result.faults) {
      if (!concerns(fault, from)) continue;
      const key = mergeKey(fault);
      const same = merged.get(key);
      if (!same) merged.set(key, [fault]);
      else if (isStronger(fault, same[0]!)) same.unshift(fault);
      else same.push(fault);
    }
    for (const [name, reason] of result.incomplete) if (tells(name)) incomplete.set(name, sayReason(reason));
  }
  // What is not whole comes in its own order, whichever explorations were kept from the text before.
  for (const name of gaps.reasons.keys()) incomplete.delete(name);
  for (const [name, reason] of gaps.reasons) if (tells(name)) incomplete.set(name, reason);
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

export function sourcesOf(file: ParsedFile): Map<string, Source> {
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
