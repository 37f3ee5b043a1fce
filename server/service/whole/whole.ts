/**
 * A file that is built, with all that it includes, and the file of it that somebody asks about:
 *
 *      built: main.bpf.c ─┬─ includes ─ part.bpf.c    a part: its functions are judged, and its findings stand in it
 *                         └─ includes ─ ops.h         a header: its programs are; its functions where somebody asks
 *
 * What stands in another file than the one that is asked about is seen from it as from any file that includes others.
 */
import type { FunctionInfo, Module } from '../../../bpf/flow/graph.ts';
import { isProgram } from '../../../bpf/flow/programs.ts';
import { FAULTS } from '../../../bpf/kernel/faults/index.ts';
import { outlineOf } from '../../../bpf/project/outline.ts';
import type { ParsedFile } from '../../../bpf/syntax/types.ts';
import type { Fault } from '../../analysis/engine/faults.ts';

export interface Whole {
  readonly built: ParsedFile;
  readonly module: Module;
  /** All files of it, the one that is built first. */
  readonly files: ReadonlyMap<string, ParsedFile>;
  /** The one that is built, and its parts: their functions are its own. */
  readonly own: ReadonlySet<string>;
  readonly views: Map<string, View>;
  /** Other files of its object, as far as it calls what they define. */
  readonly linked: readonly ParsedFile[];
  /** The same before that; undefined: nothing was looked for. */
  readonly unlinked?: Whole;
  /** The module before that; undefined: it calls nothing there. */
  readonly alone: Module | undefined;
  /** Whether another file of the object calls a function of that name. */
  readonly isCalledElsewhere: (name: string) => boolean;
}

/** A file of it as rules and people see it: the rest is what it includes. */
export interface View {
  readonly file: ParsedFile;
  readonly module: Module;
}

const UNLINKED = { linked: [], alone: undefined, isCalledElsewhere: () => false };

const SOURCE = /\.c$/i;

export function wholeOf(built: ParsedFile, module: Module): Whole {
  const files = new Map<string, ParsedFile>();
  const work = [built];
  for (let next = work.pop(); next; next = work.pop()) {
    if (files.has(next.path)) continue;
    files.set(next.path, next);
    work.push(...next.includes.toReversed());
  }
  const own = new Set([built.path]);
  for (const { path, text } of files.values())
    if (SOURCE.test(path) && !outlineOf(path, text).isObject) own.add(path);
  return { built, module, files, own, views: new Map(), ...UNLINKED };
}

/** undefined: the file is none of it. */
export function viewOf(whole: Whole, path: string): View | undefined {
  const { module, files, views } = whole;
  const known = views.get(path);
  const file = files.get(path);
  if (known || !file) return known;
  const view = { file: withOthers(whole, file), module: path === module.path ? module : { ...module, path } };
  views.set(path, view);
  return view;
}

function withOthers({ built, files, linked }: Whole, file: ParsedFile): ParsedFile {
  if (file === built)
    return linked.length === 0 ? built : { ...built, includes: [...built.includes, ...linked] };
  const others = [...files.values()].filter((one) => one !== file);
  return { ...file, includes: [...others.map((one) => ({ ...one, includes: [] })), ...linked] };
}

/** Functions that are judged: those of own files and of the files asked about, and whatever the kernel enters. */
export function judged(
  { module, files, own }: Whole,
  asked: ReadonlySet<string>,
): (fn: FunctionInfo) => boolean {
  return (fn) => own.has(fn.path) || asked.has(fn.path) || (files.has(fn.path) && isProgram(module, fn));
}

/**
 * Whether a fault, found from a function at `root`, is a matter of the file at `path`. What only warns of a function in
 * another file of the object is told there.
 */
export function concerns({ own, files }: Whole, path: string): (fault: Fault, root: string) => boolean {
  const isHere = (at: string, id: Fault['id']) => files.has(at) || FAULTS[id].severity === 'error';
  return ({ graph, id }, root) =>
    graph.path === path || (root === path && !own.has(graph.path) && isHere(graph.path, id));
}

/** Files other than the asked ones in which something was found, or begins. */
export function placesOf(
  { own, module }: Whole,
  found: readonly { readonly root: { readonly name: string }; readonly faults: readonly Fault[] }[],
): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { root, faults } of found) {
    const path = module.functions.get(root.name)?.path;
    for (const { graph } of faults) {
      if (own.has(graph.path)) paths.add(graph.path);
      else if (path !== undefined) paths.add(path);
    }
  }
  return paths;
}
