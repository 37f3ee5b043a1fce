/**
 * What a value is at one place, over the paths that lead there: for people who ask, not for the verdict.
 *
 * Roots that reach the function are explored with the functions on the way entered, the others summarised; of each
 * state that comes to one of the wanted places the value is described in words. Bounded: what was seen by then is told.
 */
import type { FunctionInfo, Module } from '../../bpf/flow/graph.ts';
import { lookupFunction } from '../../bpf/kernel/index.ts';
import { firstState, newContext } from './check-module.ts';
import type { Context, Root } from './context.ts';
import { explore } from './explore.ts';
import { calledBy } from './globals.ts';
import { resetQuestions } from './questions.ts';
import { rootsOf } from './roots.ts';
import type { State } from './state.ts';
import type { Summaries } from './summary.ts';
import { resetIds, type Value } from './values.ts';

/** Before instruction `index` of a block, or at the block's end; `read` takes the value from the state's top frame. */
export interface Place {
  readonly block: number;
  readonly index: number;
  readonly read: (state: State) => Value | undefined;
}

export interface Observation {
  readonly root: Root;
  /** Descriptions in the order in which they were met; empty: no path of this root came by. */
  readonly facts: readonly string[];
}

export interface Observed {
  readonly roots: readonly Observation[];
  /** Every path was followed. */
  readonly isWhole: boolean;
}

export interface ObserveOptions {
  readonly kernel: string;
  readonly milliseconds: number;
  readonly steps: number;
  readonly sources: (path: string) => string | undefined;
  /** Those that a check has made already; left as they are. */
  readonly summaries: Summaries;
  /** A key that equal descriptions share, and the description; undefined: nothing to say of this value. */
  readonly key: (state: State, value: Value) => string;
  readonly describe: (cx: Context, state: State, value: Value, place: Place) => string | undefined;
}

/** Values at the places of a function. */
export function observe(
  module: Module,
  fn: FunctionInfo,
  places: readonly Place[],
  options: ObserveOptions,
): Observed {
  const until = performance.now() + options.milliseconds;
  const { roots: all, callers, summaries } = knownOf(module, options);
  const way = wayTo(fn.name, callers);
  const roots = all.filter((root) => way.has(root.name));
  const seen: Observation[] = [];
  let isWhole = true;
  for (const root of roots) {
    const left = until - performance.now();
    if (left <= 0) return { roots: seen, isWhole: false };
    const facts = new Map<string, string | undefined>();
    const watched = { module, fn, places, options, facts, way, left, summaries };
    if (!follow(watched, root)) isWhole = false;
    const said = [...facts.values()].filter((fact) => fact !== undefined);
    if (facts.size > 0) seen.push({ root, facts: [...new Set(said)] });
  }
  return { roots: seen, isWhole };
}

interface Watched {
  readonly module: Module;
  readonly fn: FunctionInfo;
  readonly places: readonly Place[];
  readonly options: ObserveOptions;
  readonly facts: Map<string, string | undefined>;
  readonly way: ReadonlySet<string>;
  readonly left: number;
  readonly summaries: Summaries;
}

/** true: every path was followed to its end. */
function follow(watched: Watched, root: Root): boolean {
  const { module, fn, places, options, facts, way, left, summaries } = watched;
  resetIds();
  resetQuestions();
  const budget = { steps: options.steps, milliseconds: left * 2 };
  const watch = {
    graph: fn.graph(),
    seen: (cx: Context, state: State, block: number, index: number) => {
      for (const place of places) {
        if (place.block !== block || place.index !== index) continue;
        const value = place.read(state);
        if (!value) continue;
        const key = options.key(state, value);
        if (!facts.has(key)) facts.set(key, options.describe(cx, state, value, place));
      }
    },
  };
  const plain = newContext(
    module,
    root,
    { kernel: options.kernel, budget, sources: options.sources },
    summaries,
  );
  const cx: Context = { ...plain, entered: way, watch };
  const outcome = explore(cx, firstState(cx, module.functions.get(root.name)!), options.steps);
  return outcome.gaveUp === undefined;
}

interface Known {
  readonly kernel: string;
  readonly roots: readonly Root[];
  readonly callers: ReadonlyMap<string, readonly string[]>;
  readonly summaries: Summaries;
}

/** A module is one text: what holds for it is found once. */
const known = new WeakMap<Module, Known>();

function knownOf(module: Module, { kernel, summaries }: ObserveOptions): Known {
  const before = known.get(module);
  if (before?.kernel === kernel) return before;
  const roots = rootsOf(module, lookupFunction, kernel, (fn) => fn.path === module.path);
  const now: Known = { kernel, roots, callers: callersIn(module, roots), summaries: new Map(summaries) };
  known.set(module, now);
  return now;
}

/** Who calls whom among all that the roots lead to. */
function callersIn(module: Module, roots: readonly Root[]): ReadonlyMap<string, readonly string[]> {
  const callers = new Map<string, string[]>();
  const reached = new Set(roots.map((root) => root.name));
  for (const name of reached) {
    const fn = module.functions.get(name);
    for (const callee of fn ? calledBy(fn) : []) {
      reached.add(callee);
      const list = callers.get(callee);
      if (list) list.push(name);
      else callers.set(callee, [name]);
    }
  }
  return callers;
}

/** The function and everything that leads to it. */
function wayTo(name: string, callers: Known['callers']): ReadonlySet<string> {
  const found = new Set([name]);
  for (const callee of found) for (const caller of callers.get(callee) ?? []) found.add(caller);
  return found;
}
