/** Explores one root, again where summaries, other files or load-time values leave something open. */

import { calledBy } from '../../bpf/flow/call-graph.ts';
import type { FunctionInfo, Module } from '../../bpf/flow/graph.ts';
import { type FunctionRole, lookupWith } from '../../bpf/kernel/functions/project.ts';
import { failureReason } from '../../bpf/syntax/failure.ts';
import { because, type Reason } from '../../bpf/words/reasons.ts';
import { type Bill, type Budget, limitsOf, shareFor } from './budget.ts';
import { costsOf, type Ledger } from './domain/cost.ts';
import { begin, type Expense, newExpense } from './domain/exploration.ts';
import { eitherAnswer } from './either-answer.ts';
import type { Context, Root } from './engine/context.ts';
import { explore } from './engine/explore.ts';
import type { Apart, Fault } from './engine/faults.ts';
import { firstState } from './first-state.ts';
import type { Memory } from './incremental.ts';
import { type Entered, newEntered } from './summaries/entered.ts';
import type { Summaries } from './summaries/summary.ts';
import { newUserSide, type UserMaps } from './user/maps.ts';

export interface CheckedRoot extends Bill {
  readonly root: Root;
  readonly faults: readonly Fault[];
  /** Global functions that were called on a path the kernel takes too. */
  readonly reached: ReadonlySet<string>;
  readonly incomplete: ReadonlyMap<string, Reason>;
  /** Maps that user space creates elements of with a value on every CPU. */
  readonly created?: ReadonlySet<string> | undefined;
  /** Functions that summaries told of or not; undefined: without summaries it was explored, or not to the end. */
  readonly entered: Entered | undefined;
}

export interface ModuleOptions {
  readonly kernel: string;
  readonly budget: Budget;
  readonly sources: (path: string) => string | undefined;
  /** Functions whose findings are wanted; others are only entered. */
  readonly own: (fn: FunctionInfo) => boolean;
  /** The module without what other files of the object define: a root that is not done with it is checked with that. */
  readonly alone?: Module | undefined;
  /** Whether another file of the object calls a function of that name. */
  readonly isCalledElsewhere?: (name: string) => boolean;
  readonly apart?: Apart | undefined;
  /** The file is one of user space, with these maps. */
  readonly user?: UserMaps | undefined;
  /** Where to write down what it costs. */
  readonly ledger?: Ledger | undefined;
  /** What the project says of functions. */
  readonly functions?: ReadonlyMap<string, FunctionRole> | undefined;
  /** No summaries: slower, and nothing else. */
  readonly enterAll?: boolean;
}

/** Of a root's share, what may be spent on following its calls into other files, and the most of it. */
const LINKED_SHARE = 1 / 8;
const LINKED_WORK = 40_000;

/** A look that keeps the numbers of short loops may cost as many times that of the one before, and so many units anyway. */
const PATIENCE = 10;
const LEAST_PATIENCE = 60_000;

/** With the functions of other files entered, if that comes to an end soon; else with their calls unknown. */
export function* checkLinked(
  module: Module,
  root: Root,
  options: ModuleOptions,
  share: number,
  { summaries, alone: summariesAlone }: Memory,
): Generator<void, CheckedRoot, void> {
  const { alone } = options;
  if (!alone || !leadsOutOf(alone, module, root.name))
    return yield* checkRoot(module, root, options, share, summaries);
  const allowed = Math.min(LINKED_WORK, Math.floor(share * LINKED_SHARE));
  const first = yield* checkRoot(module, root, options, allowed, summaries);
  // With a greater share there may be more allowed, with a smaller one less: it holds for this one alone.
  if (!first.incomplete.has(root.name))
    return { ...first, share, needed: allowed === LINKED_WORK ? LINKED_WORK / LINKED_SHARE : share };
  const second = yield* checkRoot(alone, root, options, share, summariesAlone);
  const expense = newExpense();
  for (const { expense: one } of [first, second]) {
    expense.work += one.work;
    for (const used of one.uses) expense.uses.add(used);
  }
  return { ...second, expense, share, needed: Number.POSITIVE_INFINITY };
}

/** Whether the function leads to one that only the linked module has. */
function leadsOutOf(alone: Module, module: Module, name: string): boolean {
  const seen = new Set([name]);
  for (const next of seen) {
    const fn = module.functions.get(next);
    if (!fn) continue;
    if (!alone.functions.has(next)) return true;
    for (const callee of calledBy(fn)) seen.add(callee);
  }
  return false;
}

/** `share`: units of work for the two explorations it may take. */
function* checkRoot(
  module: Module,
  root: Root,
  options: ModuleOptions,
  share: number,
  summaries: Summaries,
): Generator<void, CheckedRoot, void> {
  const hasSummaries = !options.enterAll && leadsOn(module, root);
  const limits = limitsOf(share, hasSummaries);
  const first = yield* exploreRoot(
    module,
    root,
    options,
    limits.first,
    options.enterAll ? undefined : summaries,
  );
  const isOpen =
    !options.enterAll &&
    (first.cx.suspect !== undefined || first.hasFailed || (first.gaveUp && hasSummaries));
  const limit = isOpen ? limits.second(first.work) : 0;
  const second = isOpen ? yield* exploreRoot(module, root, options, limit, undefined) : undefined;
  const { cx, gaveUp, hasFailed } = second ?? first;
  const allowed = limits.second(first.work);
  const again = (how: Partial<Context>, most = allowed) =>
    exploreRoot(module, root, options, most, undefined, how);
  const patience = Math.min(allowed, Math.max(LEAST_PATIENCE, PATIENCE * (second ?? first).work));
  const patient = cx.isHasty && cx.faults.size > 0 ? yield* again({ isPatient: true }, patience) : undefined;
  const either = yield* eitherAnswer(foundAgain(cx, patient), (side) => again({ side }));
  const more = patient ? [patient, ...either.explored] : either.explored;
  if (gaveUp) cx.incomplete.set(root.name, because('tooManyPaths'));
  const expense = newExpense();
  addTo(expense, first);
  if (second) addTo(expense, second);
  for (const other of more) addTo(expense, other);
  return {
    root,
    faults: either.faults,
    reached: cx.reached,
    incomplete: either.faults.length > 0 ? withoutLongLoops(cx.incomplete) : cx.incomplete,
    created: cx.user?.created,
    entered: second || gaveUp || hasFailed ? undefined : cx.entered,
    share,
    needed:
      first.gaveUp || gaveUp || more.some((one) => one.gaveUp && one.limit === allowed)
        ? Infinity
        : shareFor(hasSummaries, first.work, mostOf([second, ...more])),
    expense,
  };
}

/** Faults that are found with the numbers of short loops too, if that came to an end. */
function foundAgain({ faults, incomplete }: Context, patient: Explored | undefined): readonly Fault[] {
  const all = [...faults.values()];
  if (!patient || patient.gaveUp || patient.hasFailed) return all;
  const { cx } = patient;
  if ([...cx.incomplete.keys()].some((name) => !incomplete.has(name))) return all;
  return all.flatMap((fault) => {
    const again = cx.faults.get(fault.key);
    if (!again) return [];
    // Whether the object file's constants lead there is known better with the numbers.
    return again.initial === fault.initial ? [fault] : [again];
  });
}

/** A loop that goes wrong in a round may go on changing for ever: what was found in it says so already. */
function withoutLongLoops(incomplete: ReadonlyMap<string, Reason>): ReadonlyMap<string, Reason> {
  return new Map([...incomplete].filter(([, { kind }]) => kind !== 'longLoop'));
}

/** Does it call functions of the file's own? */
function leadsOn(module: Module, root: Root): boolean {
  const called = calledBy(module.functions.get(root.name)!);
  return [...called].some((name) => module.functions.has(name));
}

/** What was given up costs all that was allowed, however much of it others had done before. */
function addTo(expense: Expense, { gaveUp, limit, cx }: Explored): void {
  expense.work += gaveUp ? limit : cx.expense.work;
  if (!gaveUp) for (const used of cx.expense.uses) expense.uses.add(used);
}

const mostOf = (explored: readonly (Explored | undefined)[]): number | undefined =>
  explored.reduce<number | undefined>((most, one) => (one ? Math.max(most ?? 0, one.work) : most), undefined);

export interface Explored {
  readonly cx: Context;
  readonly gaveUp: boolean;
  /** It ended in a failure of ours: what was found before holds, the rest was not looked at. */
  readonly hasFailed: boolean;
  /** Units, what it used of others included. */
  readonly work: number;
  readonly limit: number;
}

function* exploreRoot(
  module: Module,
  root: Root,
  options: ModuleOptions,
  limit: number,
  summaries: Summaries | undefined,
  how: Partial<Pick<Context, 'side' | 'isPatient'>> = {},
): Generator<void, Explored, void> {
  const mine = begin(limit);
  const fn = module.functions.get(root.name)!;
  const cx: Context = { ...newContext(module, root, options, summaries), ...how };
  try {
    const graph = fn.graph();
    if (graph.incomplete.length > 0) cx.incomplete.set(fn.name, graph.incomplete[0]!);
    const { gaveUp, ofOthers } = yield* explore(cx, firstState(cx, fn));
    cx.expense.work = mine.work - ofOthers;
    return { cx, gaveUp, hasFailed: false, work: mine.work, limit };
  } catch (error) {
    cx.incomplete.set(fn.name, failureReason(error));
    cx.expense.work = mine.work;
    return { cx, gaveUp: false, hasFailed: true, work: mine.work, limit };
  }
}

/** Of an exploration that begins. */
export function newContext(
  module: Module,
  root: Root,
  options: Pick<ModuleOptions, 'kernel' | 'sources' | 'apart' | 'user' | 'ledger' | 'functions'>,
  summaries: Summaries | undefined,
): Context {
  return {
    module,
    kernel: options.kernel,
    root,
    lookup: options.user ? nothing : lookupWith(options.functions),
    reached: new Set(),
    faults: new Map(),
    incomplete: new Map(),
    constants: new Map(),
    initials: new Map(),
    scalars: new Set(),
    open: new Set(),
    side: undefined,
    isPatient: false,
    isHasty: false,
    summaries,
    exits: undefined,
    entered: newEntered(),
    alwaysEntered: NONE,
    making: [],
    watch: undefined,
    suspect: undefined,
    expense: newExpense(),
    costs: costsOf(options.ledger, root.name),
    sources: options.sources,
    apart: options.apart,
    user: options.user && newUserSide(options.user),
  };
}

/** BPF's functions are not those of the same names in user space. */
const nothing = (): undefined => undefined;

const NONE: ReadonlySet<string> = new Set();
