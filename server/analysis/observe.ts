/**
 * What a value is at one place, over the paths that lead there: for people who ask, not for the verdict.
 *
 * The check before knows which explorations came by: roots, and functions that were explored for a summary. Those are
 * explored again, all that the check summarised summarised again, and of each state that comes to one of the wanted
 * places the value is described in words. A root that was checked without summaries is explored with the functions on
 * the paths entered. Bounded: what was seen by then is told.
 */
import type { FunctionInfo, Module } from '../../bpf/flow/graph.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { type CheckedRoot, newContext } from './check-root.ts';
import { begin } from './domain/exploration.ts';
import type { State } from './domain/state.ts';
import type { Value } from './domain/values.ts';
import type { Context, Root } from './engine/context.ts';
import { explore } from './engine/explore.ts';
import { callsOnPaths, functionsOnPaths, leadingBlocks } from './engine/reachability.ts';
import { firstState } from './first-state.ts';
import { beginContextInsensitive, type ContextInsensitive } from './summaries/context-insensitive.ts';
import { allSummarised, toEnter } from './summaries/entered.ts';
import type { Summaries } from './summaries/summary.ts';

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

/** What a finished check knows of the module. */
export interface Checked {
  readonly roots: readonly CheckedRoot[];
  /** Left as they are. */
  readonly summaries: Summaries;
}

export interface ObserveOptions {
  readonly kernel: string;
  /** Units of work. */
  readonly work: number;
  readonly sources: (path: string) => string | undefined;
  readonly checked: Checked;
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
  const summaries = summariesFor(options.checked);
  const viewsByRoot = options.checked.roots.map((checked) => viewsOf(module, fn, checked));
  const seen = new Map<View['from'], Seen>();
  let left = options.work;
  for (const view of new Set([...viewsByRoot.flat()].sort(byDistance(fn)))) {
    if (seen.has(view.from)) continue;
    const one =
      left <= 0 ? NOTHING : follow({ ...view, module, fn, places, options, limit: left, summaries });
    left -= one.work;
    seen.set(view.from, one);
  }
  const roots = options.checked.roots.map(({ root }, i) => {
    const all = viewsByRoot[i]!.map(({ from }) => seen.get(from)!);
    return {
      root,
      hasCome: all.some(({ hasCome }) => hasCome),
      facts: [...new Set(all.flatMap((one) => one.facts))],
    };
  });
  return {
    roots: roots.filter(({ hasCome }) => hasCome),
    isWhole: [...seen.values()].every(({ isWhole }) => isWhole),
  };
}

/** An exploration in which the function is seen, and what has to be entered for that. */
interface View {
  readonly from: ContextInsensitive | Root;
  readonly alwaysEntered: ReadonlySet<string>;
}

/** The function's own explorations tell most in the least time. */
function byDistance({ name }: FunctionInfo): (a: View, b: View) => number {
  return (a, b) => Number(a.from.name !== name) - Number(b.from.name !== name);
}

function viewsOf(module: Module, fn: FunctionInfo, { root, entered }: CheckedRoot): View[] {
  if (!entered) {
    const alwaysEntered = functionsOnPaths(module, root.name, fn.name);
    return alwaysEntered.size === 0 ? [] : [{ from: root, alwaysEntered }];
  }
  const views: View[] = [];
  const own = toEnter(entered, fn.name);
  if (own || root.name === fn.name) views.push({ from: root, alwaysEntered: own ?? NONE });
  for (const insensitive of allSummarised(entered)) {
    const inside = toEnter(insensitive.entered, fn.name);
    if (!inside && insensitive.name !== fn.name) continue;
    const { alwaysEntered } = insensitive;
    views.push({
      from: insensitive,
      alwaysEntered: inside ? new Set([...inside, ...alwaysEntered]) : alwaysEntered,
    });
  }
  return views;
}

const NONE: ReadonlySet<string> = new Set();

/** By the roots of a finished check: what questions about it have added. */
const copies = new WeakMap<readonly CheckedRoot[], Summaries>();

function summariesFor({ roots, summaries }: Checked): Summaries {
  let copy = copies.get(roots);
  if (!copy) {
    copy = new Map([...summaries].map(([name, byShape]) => [name, new Map(byShape)]));
    copies.set(roots, copy);
  }
  return copy;
}

interface Watched extends View {
  readonly module: Module;
  readonly fn: FunctionInfo;
  readonly places: readonly Place[];
  readonly options: ObserveOptions;
  readonly limit: number;
  readonly summaries: Summaries;
}

interface Seen {
  readonly facts: readonly string[];
  /** Some path came by. */
  readonly hasCome: boolean;
  /** Every path was followed to its end. */
  readonly isWhole: boolean;
  readonly work: number;
}

const NOTHING: Seen = { facts: [], hasCome: false, isWhole: false, work: 0 };

function follow(watched: Watched): Seen {
  const { module, fn, places, options, from, alwaysEntered, limit, summaries } = watched;
  const mine = begin(limit, true);
  const facts = new Map<string, string | undefined>();
  const explored = module.functions.get(from.name)!;
  const wanted =
    from.name === fn.name ? places.map(({ block }) => block) : callsOnPaths(module, explored, fn);
  const watch = {
    graph: fn.graph(),
    leading: leadingBlocks(explored.graph(), wanted),
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
  const insensitive = 'first' in from ? from : undefined;
  const plain = newContext(module, 'first' in from ? from.root : from, options, summaries);
  const cx: Context = { ...plain, alwaysEntered, watch, exits: insensitive ? [] : undefined };
  const first = insensitive
    ? beginContextInsensitive(insensitive.first, explored, insensitive.args, insensitive.objects).first
    : firstState(cx, explored);
  const { gaveUp } = atOnce(explore(cx, first));
  return {
    facts: [...facts.values()].filter((fact) => fact !== undefined),
    hasCome: facts.size > 0,
    isWhole: !gaveUp,
    work: mine.work,
  };
}
