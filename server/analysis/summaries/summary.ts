/**
 * Summaries of static functions: most of them are clean whatever they are called with, and need no second look.
 *
 * A root is explored with summaries first:
 *
 *      with summaries ──▶ nothing suspicious ──▶ clean
 *            │
 *            └──▶ something may be wrong ──▶ explored again with every function entered: what that finds is reported
 *
 * A summary is made by exploring the function alone, once per *shape* of its arguments (a constant; any number; a
 * pointer into a value of map M that may be NULL …). It may be used if no path of it shows a fault and each ends with
 * the references and sections it began with. What is forgotten on the way (which result goes with which argument) only
 * adds paths, so that a summary can raise suspicion but never hide a fault.
 */

import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { FunctionInfo } from '../../../bpf/flow/graph.ts';
import { type Cell, fork, type State } from '../domain/state.ts';
import type { Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { chargeTo, current, type Expense, isUsedUp, newExpense, spend } from '../engine/exploration.ts';
import { explore, type Run } from '../engine/explore.ts';
import { branchesOf } from '../engine/reference-neutral.ts';
import { calledBy } from '../transfer/global-functions.ts';
import { isScalar } from '../transfer/loads.ts';
import { type Alone, type Beginning, beginAlone } from './context-insensitive.ts';
import { newMet } from './entered.ts';
import { type Left, shapeOfArguments, unionOf } from './shapes.ts';

/** What a call of a clean function comes to. */
export interface Summary {
  /** A new value of what it returns; undefined: nothing. */
  readonly result: (state: State) => Value | undefined;
  /** What it leaves in the stack objects it was given, in the order in which the arguments name them. */
  readonly objects: readonly Content[];
  /** A path of it closes an RCU section of its own: what was read in another one has lapsed. */
  readonly closesSection: boolean;
  readonly reached: ReadonlySet<string>;
  readonly incomplete: ReadonlyMap<string, string>;
  /** How it came about. */
  readonly alone: Alone;
}

/** Cells by offset: how big, and what they hold; undefined: what they held before. */
type Content = ReadonlyMap<
  number,
  { readonly cell: Cell; readonly value: ((state: State) => Value) | undefined }
>;

/** What became of it: undefined: the function has to be entered. `expense`: what it cost to find that out. */
interface Made {
  readonly summary: Summary | undefined;
  readonly expense: Expense;
}

/** By function, then by context and shape of the arguments. */
export type Summaries = Map<string, Map<string, Made>>;

/** A summary that a call waits for. */
export interface Wanted {
  readonly fn: FunctionInfo;
  readonly key: string;
  readonly caller: State;
  readonly args: readonly Value[];
  /** Stack objects of the caller that the arguments point to. */
  readonly objects: readonly string[];
}

/** Calls within calls beyond which functions are entered. */
const MOST_NESTED = 150;

/** Units of work for one shape; a function that needs more is entered. */
const WORK = 200_000;
/** Units before the first instruction of a function that is explored alone. */
const ALONE = 200;

/**
 * The summary of a call, with the stack objects it is given; undefined: the function has to be entered. 'wanted': there
 * is none yet; the call is made again when it is there.
 */
export function summaryOf(
  run: Run,
  state: State,
  fn: FunctionInfo,
  args: readonly Value[],
): { readonly summary: Summary; readonly objects: readonly string[] } | 'wanted' | undefined {
  const { cx } = run;
  const { summaries } = cx;
  if (!summaries || cx.entered.has(fn.name) || isRecord(fn.type.result)) return undefined;
  if (cx.making.length >= MOST_NESTED) return undefined;
  const graph = fn.graph();
  if (branchesOf(graph) === 0) return undefined;
  const objects: string[] = [];
  const types = graph.params.map((param) => param.type);
  // Alone a number could be any; this one the function must not use as an address.
  if (types.some((type, i) => type.k === 'ptr' && args[i] && isScalar(cx, args[i]))) return undefined;
  spend(4 * types.length);
  const shape = shapeOfArguments(state, args, types, objects);
  if (shape === undefined) return undefined;
  const key = `${rootShape(cx)} ${sections(state)}${shape}`;
  const made = summaries.get(fn.name)?.get(key);
  if (made) {
    use(run, made.expense);
    return made.summary && { summary: made.summary, objects };
  }
  if (cx.making.includes(`${fn.name} ${key}`)) return undefined;
  run.wanted = { fn, key, caller: state, args, objects };
  return 'wanted';
}

/** Each exploration pays once for what it uses, as if it had made it. */
function use(run: Run, expense: Expense): void {
  run.cx.expense.uses.add(expense);
  if (!current.charged) return;
  const work = chargeTo(current.charged, expense);
  spend(work);
  run.notMine += work;
}

function isRecord(type: CType): boolean {
  return type.k === 'struct' || type.k === 'union';
}

function rootShape(cx: Context): string {
  return `${cx.root.type} ${cx.root.sleepable} ${cx.root.kind}`;
}

function sections(state: State): string {
  const locks = state.locks.map(({ kind }) => kind).join('+');
  return `${state.rcu}.${state.preempt}.${state.irqs.length}.${locks}.${state.refs.size > 0 ? 'r' : ''}`;
}

/** Makes what a call of `run` waits for, unless the work allowed is used up first: then nothing is known of it. */
export function* makeSummary(run: Run, wanted: Wanted): Generator<void, void, void> {
  const { cx } = run;
  const before = current.work;
  const expense = newExpense();
  const summary = yield* attempts(cx, wanted, expense);
  run.notMine += current.work - before;
  if (isUsedUp()) return;
  cx.expense.uses.add(expense);
  current.charged?.add(expense);
  const { name } = wanted.fn;
  const own = cx.summaries!.get(name) ?? new Map<string, Made>();
  cx.summaries!.set(name, own);
  own.set(wanted.key, { summary, expense });
}

/** Twice at most: what raises suspicion may be a callee's result, so the callees of that place are entered then. */
function* attempts(
  cx: Context,
  wanted: Wanted,
  expense: Expense,
): Generator<void, Summary | undefined, void> {
  let entered: ReadonlySet<string> = cx.entered;
  for (let attempt = 0; attempt < 2; attempt++) {
    const tried = yield* exploreAlone(cx, wanted, expense, entered);
    if (!tried.suspect) return tried.summary;
    const more = calledBy(tried.suspect);
    if ([...more].every((name) => entered.has(name))) return undefined;
    entered = new Set([...entered, ...more]);
  }
  return undefined;
}

interface Tried {
  readonly summary: Summary | undefined;
  readonly suspect: FunctionInfo | undefined;
}

function* exploreAlone(
  outer: Context,
  { fn, key, caller, args, objects }: Wanted,
  expense: Expense,
  entered: ReadonlySet<string>,
): Generator<void, Tried, void> {
  const before = current.work;
  spend(ALONE);
  const graph = fn.graph();
  const exits: Left[] = [];
  const reached = new Set<string>();
  const incomplete = new Map<string, string>();
  const met = newMet();
  const cx: Context = {
    ...outer,
    met,
    reached,
    incomplete,
    faults: new Map(),
    exits,
    entered,
    making: [...outer.making, `${fn.name} ${key}`],
    expense,
    suspect: undefined,
    watch: undefined,
  };
  if (graph.incomplete.length > 0) incomplete.set(fn.name, graph.incomplete[0]!);
  const beginning = beginAlone(caller, fn, args, objects);
  const { first } = beginning;
  const outcome = yield* explore(cx, fork(first), WORK);
  const tried: Tried = cx.suspect
    ? { summary: undefined, suspect: outer.module.functions.get(cx.suspect) }
    : { summary: outcome.gaveUp ? undefined : summed(cx, fn, beginning, exits), suspect: undefined };
  expense.work += current.work - before - outcome.ofOthers;
  return tried;
}

/** What all paths of a function that was explored alone come to; undefined: they leave more behind than can be said. */
function summed(
  cx: Context,
  fn: FunctionInfo,
  beginning: Beginning,
  exits: readonly Left[],
): Summary | undefined {
  const { first } = beginning;
  if (!exits.every((exit) => isNeutral(first, exit.state))) return undefined;
  const isVoid = fn.graph().result.k === 'void' || exits.length === 0;
  const result = isVoid ? () => undefined : unionOf(exits);
  const left = beginning.objects.map((name) => contentAfter(first.stack, name, exits));
  if (!result || left.includes(undefined)) return undefined;
  const { root, entered, met, reached, incomplete } = cx;
  const alone: Alone = { ...beginning, name: fn.name, root, entered, met };
  const closesSection = exits.some((exit) => exit.state.rcuGen !== first.rcuGen);
  return { result, objects: left as Content[], closesSection, reached, incomplete, alone };
}

function isNeutral(before: State, after: State): boolean {
  if (before.rcu !== after.rcu || before.saidNested !== after.saidNested) return false;
  if (before.preempt !== after.preempt || before.irqs !== after.irqs || before.locks !== after.locks)
    return false;
  if (before.refs.size !== after.refs.size) return false;
  for (const id of before.refs.keys()) if (!after.refs.has(id)) return false;
  return true;
}

/** What the paths leave in an object; undefined: pointers that were not there before, or the paths disagree. */
function contentAfter(before: State['stack'], key: string, exits: readonly Left[]): Content | undefined {
  const content = new Map<number, { cell: Cell; value: ((state: State) => Value) | undefined }>();
  const old = before.get(key);
  const all = exits.map((exit) => exit.state.stack.get(key));
  const offsets = new Set(all.flatMap((cells) => [...(cells?.keys() ?? [])]));
  for (const off of offsets) {
    const cells = all.map((one) => one?.get(off));
    const cell = cells[0];
    if (!cell || cells.some((one) => one?.size !== cell.size || one.zero !== cell.zero)) return undefined;
    if (cells.every((one) => one!.value === old?.get(off)?.value)) {
      content.set(off, { cell, value: undefined });
      continue;
    }
    if (cells.some((one) => one!.value.k === 'ptr')) return undefined;
    const value = unionOf(exits.map((exit, i) => ({ state: exit.state, value: cells[i]!.value })));
    if (!value) return undefined;
    content.set(off, { cell, value });
  }
  return content;
}

/** Puts what a summary leaves into the caller's stack objects. */
export function leaveObjects(state: State, summary: Summary, objects: readonly string[]): void {
  if (objects.length === 0) return;
  const stack = new Map(state.stack);
  for (const [i, key] of objects.entries()) {
    const old = stack.get(key);
    const cells = new Map<number, Cell>();
    for (const [off, { cell, value }] of summary.objects[i]!) {
      const kept = value ? undefined : old?.get(off);
      cells.set(off, kept ?? { ...cell, value: value!(state) });
    }
    stack.set(key, cells);
  }
  state.stack = stack;
}
