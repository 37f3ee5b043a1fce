/** Explores all that is built together, once, and tells what concerns one file of it. */
import type { Module } from '../../../bpf/flow/graph.ts';
import type { ParsedFile } from '../../../bpf/syntax/types.ts';
import { checkInSlices } from '../../analysis/check-module.ts';
import type { CheckedRoot, ModuleOptions } from '../../analysis/check-root.ts';
import type { Memory } from '../../analysis/incremental.ts';
import { type Finding, resultInSlices, sourcesOf } from '../results.ts';
import { readSuppressions, type Suppressions } from '../suppress/read.ts';
import type { FileResult } from '../types.ts';
import { type IncompleteFunctions, incompleteFunctions } from './incomplete-functions.ts';
import { concerns, judged, placesOf, type View, viewOf, type Whole } from './whole.ts';

type How = Pick<ModuleOptions, 'kernel' | 'budget' | 'user' | 'ledger' | 'functions'>;

export interface CheckedWhole {
  readonly view: View;
  readonly suppressions: Suppressions;
  readonly roots: readonly CheckedRoot[];
  readonly gaps: IncompleteFunctions;
}

/** undefined: the file is none of it. */
export function* checkWhole(
  whole: Whole,
  path: string,
  how: How,
  memory: Memory,
): Generator<void, CheckedWhole | undefined, void> {
  const view = viewOf(whole, path);
  if (!view) return undefined;
  const suppressions = readSuppressions(view.file, view.module);
  const sources = sourcesOf(view.file);
  // Whoever asks, what is built is one text to the compiler: what is found holds for all its files.
  const roots = yield* checkInSlices(
    whole.module,
    {
      ...how,
      // A helper's arguments decide: it is entered with each caller's.
      ...(how.user ? { enterAll: true } : {}),
      apart: suppressions.apart,
      sources: (at) => sources.get(at)?.text,
      own: judged(whole, new Set([path])),
      isCalledElsewhere: whole.isCalledElsewhere,
      alone: whole.alone,
    },
    memory,
  );
  const gaps = yield* incompleteFunctions(view.file, view.module, whole.own);
  return { view, suppressions, roots, gaps };
}

/** What was found in the file that was asked about, and in files that have nobody else to tell it. */
export function* resultsFrom(
  whole: Whole,
  { view, suppressions, roots, gaps }: CheckedWhole,
  kernel: string,
  note?: (finding: Finding) => void,
): Generator<void, FileResult, void> {
  const { file, module } = view;
  const result = yield* resultInSlices(
    { file, module, suppressions, ...wanted(whole, view, file.path) },
    roots,
    gaps,
    kernel,
    note,
  );
  if (file.path !== whole.built.path) return result;
  const parts: FileResult[] = [];
  for (const path of placesOf(whole, roots)) {
    if (path !== file.path) parts.push(yield* partResult(whole, path, roots, kernel));
  }
  const told = parts.filter(({ diagnostics, suppressed }) => diagnostics.length > 0 || suppressed);
  return told.length > 0 ? { ...result, parts: told } : result;
}

function* partResult(
  whole: Whole,
  path: string,
  roots: readonly CheckedRoot[],
  kernel: string,
): Generator<void, FileResult, void> {
  const view = viewOf(whole, path)!;
  const { file, module } = view;
  const gaps = yield* incompleteFunctions(file, module, whole.own);
  const suppressions = readSuppressions(file, module);
  return yield* resultInSlices(
    { file, module, suppressions, ...wanted(whole, view, path) },
    roots,
    gaps,
    kernel,
  );
}

/** Names that are no function's, and functions of headers, are told of where all is built. */
function wanted(
  whole: Whole,
  { module }: { readonly file: ParsedFile; readonly module: Module },
  path: string,
) {
  const isBuilt = path === whole.built.path;
  return {
    concerns: concerns(whole, path),
    tells: (name: string) => {
      const at = module.functions.get(name)?.path;
      return at === path || (isBuilt && (at === undefined || at === path || !whole.own.has(at)));
    },
  };
}
