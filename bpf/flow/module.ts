/** Entry: a parsed file to a module, with function bodies lowered when they are asked for. */

import { OLD_TAG_UNTIL } from '../kernel/changes.ts';
import type { Version } from '../kernel/types.ts';
import { compareVersions } from '../kernel/versions.ts';
import { atOnce } from '../syntax/slices.ts';
import type { Macro, ParsedFile } from '../syntax/types.ts';
import { BOOL } from './ctypes/ctypes.ts';
import type { CType } from './ctypes/types.ts';
import { declareFile } from './declare/declarations.ts';
import { declareGlobal } from './declare/globals.ts';
import { INT_TYPEDEFS, TEXT_TYPEDEFS } from './declare/predeclared.ts';
import { readTagged } from './declare/structs.ts';
import { typeFromText } from './declare/text-types.ts';
import type { FunctionInfo, Graph, Module } from './graph.ts';
import { expressionEffects, expressionValue, undecayedType } from './lower/expression.ts';
import type { Lowering } from './lower/lowering.ts';
import { statement } from './lower/statement.ts';
import { newNames, type Side, type Unit } from './unit.ts';

export interface LowerOptions {
  /** CONFIG_NR_CPUS of the kernel: the size of struct cpumask. */
  readonly nrCpus?: number;
  readonly side?: Side;
  /** `T a[n];` is memory that is asked for, as in user space; a program for BPF has none. */
  readonly hasVariableArrays?: boolean;
  /** The kernel that reads the types; undefined: each tag is what it is called. */
  readonly kernel?: Version | undefined;
  /** The graph of a function that is as it was in an earlier text, instead of lowering it again. */
  readonly known?: (fn: FunctionInfo) => Graph | undefined;
  /** Told of each graph that is asked for. */
  readonly keep?: (fn: FunctionInfo, graph: Graph) => void;
}

/** Macros of a file and everything it includes; the file's own view comes first. */
function macroLookup(file: ParsedFile): (name: string) => Macro | undefined {
  let included: readonly ParsedFile[] | undefined;
  const known = new Map<string, Macro | undefined>();
  const find = (name: string): Macro | undefined => {
    included ??= allIncludes(file);
    for (const { macros } of included) {
      const macro = macros.get(name);
      if (macro) return macro;
    }
    return undefined;
  };
  return (name) => {
    const own = file.macros.get(name);
    if (own) return own;
    if (!known.has(name)) known.set(name, find(name));
    return known.get(name);
  };
}

/** Each header once, in the order in which one is asked after the other. */
function allIncludes(file: ParsedFile): ParsedFile[] {
  const seen = new Set<ParsedFile>([file]);
  const stack = [...file.includes];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    stack.push(...next.includes);
  }
  seen.delete(file);
  return [...seen];
}

function builtinTypes(unit: Unit): void {
  for (const [name, type] of INT_TYPEDEFS) unit.root.values.set(name, { b: 'type', qual: { type } });
  unit.root.values.set('bool', { b: 'type', qual: { type: BOOL } });
  for (const [name, text] of Object.entries(TEXT_TYPEDEFS)) {
    unit.root.values.set(name, { b: 'type', qual: { type: typeFromText(unit, text) } });
  }
  if (unit.side === 'user')
    for (const name of VA_LISTS) unit.root.values.set(name, { b: 'type', qual: { type: vaList() } });
}

const VA_LISTS = ['va_list', '__builtin_va_list', '__gnuc_va_list'];

/** An array of one struct, as on x86-64: so it is passed by its address. */
function vaList(): CType {
  const tag = { k: 'struct', name: '__va_list_tag', fields: [], size: 24, align: 8 } as const;
  return { k: 'array', of: { ...tag, fields: [], complete: true, open: false }, length: 1 };
}

/** undefined: nobody says which kernel. */
export function hasOldTags(kernel: Version | undefined): boolean | undefined {
  return kernel ? compareVersions(kernel, OLD_TAG_UNTIL) < 0 : undefined;
}

const LOWERING: Lowering = {
  value: expressionValue,
  effects: expressionEffects,
  undecayed: undecayedType,
  statement,
  taggedType: readTagged,
  global: declareGlobal,
};

/** Lowers the declarations of a file and its headers. Never throws. */
export function lowerModule(file: ParsedFile, options: LowerOptions = {}): Module {
  return atOnce(lowerInSlices(file, options));
}

/** `lowerModule`, for callers to whom others matter. */
export function* lowerInSlices(file: ParsedFile, options: LowerOptions = {}): Generator<void, Module, void> {
  const unit: Unit = {
    path: file.path,
    file,
    nrCpus: options.nrCpus ?? 256,
    side: options.side ?? 'bpf',
    hasVariableArrays: options.hasVariableArrays ?? options.side === 'user',
    hasOldTags: hasOldTags(options.kernel),
    known: options.known,
    keep: options.keep,
    root: newNames(undefined),
    lowering: LOWERING,
    functions: new Map(),
    externs: new Map(),
    globals: new Map(),
    maps: new Map(),
    mapTemplates: new Map(),
    records: new Map(),
    structOps: new Map(),
    opsTables: new Map(),
    unread: new Map(),
    macroValues: new Map(),
    sources: new WeakMap(),
    unmasked: new WeakMap(),
    macro: macroLookup(file),
    defines: new Map(),
    lines: [],
    statics: new Map(),
  };
  builtinTypes(unit);
  yield;
  yield* declareFile(unit, file);
  return {
    path: unit.path,
    functions: unit.functions,
    externs: unit.externs,
    globals: unit.globals,
    maps: unit.maps,
    records: unit.records,
    structOps: unit.structOps,
    opsTables: unit.opsTables,
    unread: unit.unread,
    missing: [file, ...allIncludes(file)].flatMap(({ missing }) => missing),
  };
}
