/**
 * Functions of other files of the object, as if they were declared here:
 *
 *      main calls f, which it does not define ─▶ the file that does ─▶ f, and what f leads to there
 *
 * A name in another file may mean something else than here: a static function, a static variable. Such a one comes under
 * a name of its own, and the graphs that mean it are made anew with that.
 */
import { lookupFunction } from '../kernel/index.ts';
import { fileName } from '../syntax/paths.ts';
import { calledBy } from './call-graph.ts';
import type { FunctionInfo, GlobalInfo, Graph, Instr, MapInfo, Module } from './graph.ts';

/** The module that defines a function for others to call; undefined: none does, or it is not known. */
export type Find = (name: string) => Generator<void, Module | undefined, void>;

/** Functions of other files that are looked at for one. */
const MOST_LINKED = 3_000;

interface Linking {
  readonly main: Module;
  readonly find: Find;
  readonly functions: Map<string, FunctionInfo>;
  readonly globals: Map<string, GlobalInfo>;
  readonly maps: Map<string, MapInfo>;
  /** Still to be looked through, with the module that says what their names mean. */
  readonly work: Import[];
  count: number;
}

interface Import {
  readonly info: FunctionInfo;
  readonly from: Module;
  graph: Graph | undefined;
}

/** The module with what its functions call in others; itself where they call nothing there. */
export function* linkInSlices(main: Module, find: Find): Generator<void, Module, void> {
  const linking: Linking = {
    main,
    find,
    functions: new Map(main.functions),
    globals: new Map(main.globals),
    maps: new Map(main.maps),
    work: [],
    count: 0,
  };
  const reached = new Set([...main.functions.values()].filter(({ path }) => path === main.path));
  for (const fn of reached) {
    yield* fn.graphInSlices();
    for (const name of calledBy(fn)) {
      const known = main.functions.get(name);
      if (known) reached.add(known);
      else yield* linkGlobal(linking, main, name);
    }
    yield;
  }
  for (let next = linking.work.pop(); next; next = linking.work.pop()) yield* complete(linking, next);
  if (linking.count === 0) return main;
  const { functions, globals, maps } = linking;
  return { ...main, functions, globals, maps };
}

/** Brings in a function that the module declares and another one defines. */
function* linkGlobal(linking: Linking, from: Module, name: string): Generator<void, void, void> {
  const declared = from.externs.get(name);
  if (!declared || declared.attributes.includes('__ksym') || lookupFunction(name)) return;
  const definer = yield* linking.find(name);
  const fn = definer?.functions.get(name);
  if (!definer || !fn || fn.isStatic) return;
  const attributes = [
    ...fn.attributes,
    ...declared.attributes,
    ...(definer.externs.get(name)?.attributes ?? []),
    // No compiler sees both files.
    '__noinline',
  ];
  bringIn(linking, name, { ...fn, attributes }, definer);
}

function bringIn(linking: Linking, name: string, fn: FunctionInfo, from: Module): void {
  if (linking.count >= MOST_LINKED) return;
  linking.count++;
  const now: Import = {
    info: {
      ...fn,
      name,
      graph: () => now.graph ?? fn.graph(),
      graphInSlices: function* () {
        return now.graph ?? (yield* fn.graphInSlices());
      },
    },
    from,
    graph: undefined,
  };
  linking.functions.set(name, now.info);
  linking.work.push(now);
}

/** Says what the names in a function mean here, and brings in what they mean. */
function* complete(linking: Linking, now: Import): Generator<void, void, void> {
  const { info, from } = now;
  const graph = yield* info.graphInSlices();
  const renamed = new Map<string, string>();
  for (const name of calledBy(info)) {
    const meant = from.functions.get(name);
    const here = linking.functions.get(name);
    if (meant) {
      if (here && isSame(here, meant)) continue;
      // A global function is one for all files; which, is known already.
      if (here && !here.isStatic && !meant.isStatic) continue;
      const as = here ? apart(name, meant.path) : name;
      if (here) renamed.set(name, as);
      if (!linking.functions.has(as)) bringIn(linking, as, meant, from);
    } else if (!here) yield* linkGlobal(linking, from, name);
    else if (here.isStatic) renamed.set(name, apart(name, info.path));
  }
  for (const name of namesOf(graph)) {
    const as = linkVariable(linking, from, name);
    if (as !== name) renamed.set(name, as);
  }
  now.graph = withNames(graph, info.name, renamed);
  yield;
}

function isSame(a: FunctionInfo | GlobalInfo | MapInfo, b: FunctionInfo | GlobalInfo | MapInfo): boolean {
  return a.path === b.path && a.start === b.start;
}

const apart = (name: string, path: string): string => `${name} (${fileName(path)})`;

/** What a variable or map of the other file is called here. */
function linkVariable({ globals, maps }: Linking, from: Module, name: string): string {
  const global = from.globals.get(name);
  const map = from.maps.get(name);
  const here = globals.get(name) ?? maps.get(name);
  const meant = global ?? map;
  if (!meant || (here && isSame(here, meant))) return name;
  const isOwn = (global?.isStatic ?? false) || globals.get(name)?.isStatic === true;
  if (here && !isOwn) return name;
  const as = here ? apart(name, meant.path) : name;
  if (global) globals.set(as, global);
  else if (map) maps.set(as, map);
  return as;
}

function namesOf(graph: Graph): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { instrs } of graph.blocks)
    for (const instr of instrs)
      if (instr.op === 'addr' && instr.of.kind === 'global') names.add(instr.of.name);
  return names;
}

/** Graphs with other names, by those: equal ones are one object. */
const made = new WeakMap<Graph, { readonly key: string; readonly graph: Graph }>();

function withNames(graph: Graph, name: string, renamed: ReadonlyMap<string, string>): Graph {
  if (renamed.size === 0 && graph.name === name) return graph;
  const key = JSON.stringify([name, graph.start, ...renamed]);
  const known = made.get(graph);
  if (known?.key === key) return known.graph;
  const blocks = graph.blocks.map((block) => ({
    ...block,
    instrs: block.instrs.map((instr) => renamedIn(instr, renamed)),
  }));
  const now = { ...graph, name, blocks };
  made.set(graph, { key, graph: now });
  return now;
}

function renamedIn(instr: Instr, renamed: ReadonlyMap<string, string>): Instr {
  if (instr.op === 'call' && instr.callee !== undefined) {
    const callee = renamed.get(instr.callee);
    return callee === undefined ? instr : { ...instr, callee };
  }
  if (instr.op !== 'addr' || (instr.of.kind !== 'global' && instr.of.kind !== 'function')) return instr;
  const name = renamed.get(instr.of.name);
  return name === undefined ? instr : { ...instr, of: { ...instr.of, name } };
}
