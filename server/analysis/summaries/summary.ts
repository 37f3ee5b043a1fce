/**
 * Summaries of static functions: most of them are clean whatever they are called with, and need no second look.
 *
 * A root is explored with summaries first:
 *
 *      with summaries ──▶ nothing suspicious ──▶ clean
 *            │
 *            └──▶ something may be wrong ──▶ explored again with every function entered: what that finds is reported
 *
 * A summary is made by exploring the function context-insensitively, without its callers, once per *shape* of its
 * arguments (a constant; any number; a pointer into a value of map M that may be NULL …). It may be used if no path of
 * it shows a fault and each ends with the references and sections it began with. What is forgotten on the way (which
 * result goes with which argument) only adds paths, so that a summary can raise suspicion but never hide a fault.
 */

import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { FunctionInfo } from '../../../bpf/flow/graph.ts';
import type { Reason } from '../../../bpf/words/reasons.ts';
import { chargeTo, current, type Expense, spend } from '../domain/exploration.ts';
import type { Cell, State } from '../domain/state.ts';
import type { Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { branchesOf } from '../engine/reference-neutral.ts';
import type { Run } from '../engine/run.ts';
import { shapeOfFacts } from '../engine/state-facts.ts';
import { isScalar } from '../transfer/loads.ts';
import type { ContextInsensitive } from './context-insensitive.ts';
import { shapeOfArguments } from './shapes.ts';

/** What a call of a clean function comes to. */
export interface Summary {
  /** A new value of what it returns; undefined: nothing. */
  readonly result: (state: State) => Value | undefined;
  /** What it leaves in the stack objects it was given, in the order in which the arguments name them. */
  readonly objects: readonly Content[];
  /** A path of it closes an RCU section of its own: what was read in another one has lapsed. */
  readonly closesSection: boolean;
  readonly reached: ReadonlySet<string>;
  readonly incomplete: ReadonlyMap<string, Reason>;
  /** How it came about. */
  readonly madeBy: ContextInsensitive;
}

/** Cells by offset: how big, and what they hold; undefined: what they held before. */
export type Content = ReadonlyMap<
  number,
  { readonly cell: Cell; readonly value: ((state: State) => Value) | undefined }
>;

/** What became of it: undefined: the function has to be entered. `expense`: what it cost to find that out. */
export interface Made {
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
  if (!summaries || cx.alwaysEntered.has(fn.name) || isRecord(fn.type.result)) return undefined;
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
  const key = `${rootShape(cx)} ${shapeOfFacts(state)}${shape}`;
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
