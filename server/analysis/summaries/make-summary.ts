/** Makes summaries: a function is explored without its callers, and what all its paths come to is put together. */

import { calledBy } from '../../../bpf/flow/call-graph.ts';
import type { FunctionInfo } from '../../../bpf/flow/graph.ts';
import type { Reason } from '../../../bpf/words/reasons.ts';
import { current, type Expense, isUsedUp, newExpense, spend } from '../domain/exploration.ts';
import { type Cell, fork, type State } from '../domain/state.ts';
import type { Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import type { Explore, Run } from '../engine/run.ts';
import { isRestored } from '../engine/state-facts.ts';
import { type Beginning, beginContextInsensitive, type ContextInsensitive } from './context-insensitive.ts';
import { newEntered } from './entered.ts';
import { type Left, unionOf } from './shapes.ts';
import type { Content, Made, Summary, Wanted } from './summary.ts';

/** Units of work for one shape; a function that needs more is entered. */
const WORK = 200_000;

/** Units before the first instruction of an exploration. */
const START_COST = 200;

/**
 * Makes what a call of `run` waits for, unless the work allowed is used up first: then nothing is known of it.
 * `explore`: an exploration makes summaries by exploring.
 */
export function* makeSummary(run: Run, wanted: Wanted, explore: Explore): Generator<void, void, void> {
  const { cx } = run;
  const before = current.work;
  const expense = newExpense();
  const summary = yield* attempts(cx, wanted, expense, explore);
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
  explore: Explore,
): Generator<void, Summary | undefined, void> {
  let alwaysEntered: ReadonlySet<string> = cx.alwaysEntered;
  for (let attempt = 0; attempt < 2; attempt++) {
    const tried = yield* exploreContextInsensitive(cx, wanted, expense, alwaysEntered, explore);
    if (!tried.suspect) return tried.summary;
    const more = calledBy(tried.suspect);
    if ([...more].every((name) => alwaysEntered.has(name))) return undefined;
    alwaysEntered = new Set([...alwaysEntered, ...more]);
  }
  return undefined;
}

interface Tried {
  readonly summary: Summary | undefined;
  readonly suspect: FunctionInfo | undefined;
}

function* exploreContextInsensitive(
  outer: Context,
  { fn, key, caller, args, objects }: Wanted,
  expense: Expense,
  alwaysEntered: ReadonlySet<string>,
  explore: Explore,
): Generator<void, Tried, void> {
  const before = current.work;
  spend(START_COST);
  const graph = fn.graph();
  const exits: Left[] = [];
  const reached = new Set<string>();
  const incomplete = new Map<string, Reason>();
  const entered = newEntered();
  const cx: Context = {
    ...outer,
    entered,
    reached,
    incomplete,
    faults: new Map(),
    exits,
    alwaysEntered,
    making: [...outer.making, `${fn.name} ${key}`],
    expense,
    suspect: undefined,
    watch: undefined,
  };
  if (graph.incomplete.length > 0) incomplete.set(fn.name, graph.incomplete[0]!);
  const beginning = beginContextInsensitive(caller, fn, args, objects);
  const { first } = beginning;
  const outcome = yield* explore(cx, fork(first), WORK);
  const tried: Tried = cx.suspect
    ? { summary: undefined, suspect: outer.module.functions.get(cx.suspect) }
    : { summary: outcome.gaveUp ? undefined : summed(cx, fn, beginning, exits), suspect: undefined };
  expense.work += current.work - before - outcome.ofOthers;
  return tried;
}

/** What all paths of a function come to; undefined: they leave more behind than can be said. */
function summed(
  cx: Context,
  fn: FunctionInfo,
  beginning: Beginning,
  exits: readonly Left[],
): Summary | undefined {
  const { first } = beginning;
  if (!exits.every((exit) => isRestored(first, exit.state))) return undefined;
  const isVoid = fn.graph().result.k === 'void' || exits.length === 0;
  const result = isVoid ? () => undefined : unionOf(exits);
  const left = beginning.objects.map((name) => contentAfter(first.stack, name, exits));
  if (!result || left.includes(undefined)) return undefined;
  const { root, alwaysEntered, entered, reached, incomplete } = cx;
  const madeBy: ContextInsensitive = { ...beginning, name: fn.name, root, alwaysEntered, entered };
  const closesSection = exits.some((exit) => exit.state.rcuGen !== first.rcuGen);
  return { result, objects: left as Content[], closesSection, reached, incomplete, madeBy };
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
