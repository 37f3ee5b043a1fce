/** Checks every root of a module and returns what was found: facts, not words. */

import { calledBy } from '../../bpf/flow/call-graph.ts';
import type { FunctionInfo, Module, Param } from '../../bpf/flow/graph.ts';
import { writtenIn } from '../../bpf/flow/never-written.ts';
import { lookupFunction } from '../../bpf/kernel/index.ts';
import { CONTEXT_STRUCTS, structOpsArgument } from '../../bpf/kernel/program-types.ts';
import { failureReason } from '../../bpf/syntax/failure.ts';
import { because, type Reason } from '../../bpf/words/reasons.ts';
import { type Bill, type Budget, holdsFor, limitsOf, openPurse, shareFor } from './budget.ts';
import { begin, type Expense, newExpense } from './domain/exploration.ts';
import { addRef, newFrame, refOf, type State } from './domain/state.ts';
import { anything, freshId, kernelObject, pointer, TOP, type Trust, type Value } from './domain/values.ts';
import { eitherAnswer } from './either-answer.ts';
import type { Context, Root } from './engine/context.ts';
import { explore } from './engine/explore.ts';
import type { Apart, Fault } from './engine/faults.ts';
import { startState } from './engine/state-facts.ts';
import { forgetChanged, lowerReached, type Memory } from './incremental.ts';
import { maybeNull } from './kernel/fields.ts';
import { rootsOf, UNKNOWN_ROOT, userRoots } from './roots.ts';
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
  /** No summaries: slower, and nothing else. */
  readonly enterAll?: boolean;
}

/**
 * Checks all roots of a module in slices, between which others may explore. `memory`: what a document keeps from one text to the next.
 *
 * Programs and callbacks come first: a global function is verified only if what is verified calls it.
 */
export function* checkInSlices(
  module: Module,
  options: ModuleOptions,
  memory: Memory,
): Generator<void, CheckedRoot[], void> {
  const functions = yield* lowerReached(module, options.own);
  forgetChanged(memory, functions, options.user ? NONE : writtenIn(module));
  const results = unreadDeclarations(module);
  const reached = new Set<string>();
  const isUsed = (root: Root) => root.isUsed || isCalledElsewhere(module, root, options);
  const found = options.user
    ? userRoots(module, options.own)
    : rootsOf(module, lookupFunction, options.kernel, options.own);
  const roots = found.map((root) => ({ ...root, isUsed: isUsed(root) }));
  const purse = openPurse(options.budget, roots.length);
  const fresh = new Map<string, CheckedRoot>();
  function* check(root: Root): Generator<void, void, void> {
    const key = JSON.stringify(root);
    const share = purse.share();
    const known = memory.roots.get(key);
    const isKnown = known !== undefined && holdsFor(known, share);
    const result = isKnown ? known : yield* checkLinked(module, root, options, share, memory);
    purse.pay(result);
    fresh.set(key, result);
    for (const name of result.reached) reached.add(name);
    results.push(result);
    yield;
  }
  for (const root of roots) if (root.kind !== 'global') yield* check(root);
  let globals = roots.filter((root) => root.kind === 'global');
  const hasPrograms = roots.some((root) => root.kind === 'program');
  for (let next = globals; next.length > 0; ) {
    next = globals.filter(
      (root) => !hasPrograms || reached.has(root.name) || isCalledElsewhere(module, root, options),
    );
    globals = globals.filter((root) => !next.includes(root));
    for (const root of next) yield* check(root);
  }
  const isComplete = results.every((result) => result.incomplete.size === 0);
  for (const root of globals) yield* check({ ...root, isUsed: !isComplete });
  memory.roots = fresh;
  memory.checked = options.user ? withoutCreated(results) : results;
  return [...memory.checked];
}

/** Programs of other files may lead to it. */
function isCalledElsewhere(
  module: Module,
  { name }: Root,
  { isCalledElsewhere: is }: ModuleOptions,
): boolean {
  return module.functions.get(name)?.isStatic === false && is?.(name) === true;
}

/** Where elements are created with a value on every CPU, writing a single one later is as it should be. */
function withoutCreated(results: readonly CheckedRoot[]): readonly CheckedRoot[] {
  const created = new Set(results.flatMap((result) => [...(result.created ?? [])]));
  return results.map((result) => ({
    ...result,
    faults: result.faults.filter(
      (fault) =>
        !(fault.id === 'per-cpu-value' && fault.what === 'creates' && created.has(fault.data.map.name)),
    ),
  }));
}

/** Of a root's share, what may be spent on following its calls into other files, and the most of it. */
const LINKED_SHARE = 1 / 8;
const LINKED_WORK = 200_000;

/** With the functions of other files entered, if that comes to an end soon; else with their calls unknown. */
function* checkLinked(
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
  const either = yield* eitherAnswer(cx.faults.values(), (side) =>
    exploreRoot(module, root, options, limits.second(first.work), undefined, side),
  );
  if (gaveUp) cx.incomplete.set(root.name, because('tooManyPaths'));
  const expense = newExpense();
  addTo(expense, first);
  if (second) addTo(expense, second);
  for (const other of either.explored) addTo(expense, other);
  return {
    root,
    faults: either.faults,
    reached: cx.reached,
    incomplete: cx.incomplete,
    created: cx.user?.created,
    entered: second || gaveUp || hasFailed ? undefined : cx.entered,
    share,
    needed:
      first.gaveUp || gaveUp || either.explored.some((one) => one.gaveUp)
        ? Infinity
        : shareFor(hasSummaries, first.work, mostOf([second, ...either.explored])),
    expense,
  };
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
  side?: boolean,
): Generator<void, Explored, void> {
  const mine = begin(limit);
  const fn = module.functions.get(root.name)!;
  const cx: Context = { ...newContext(module, root, options, summaries), side };
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

/** Declarations that could not be read: the file is not fully checked. */
function unreadDeclarations({ unread }: Module): CheckedRoot[] {
  if (unread.size === 0) return [];
  return [{ ...NOTHING_FOUND, incomplete: unread }];
}

const NOTHING_FOUND: CheckedRoot = {
  root: UNKNOWN_ROOT,
  faults: [],
  reached: new Set(),
  incomplete: new Map(),
  entered: undefined,
  share: 0,
  needed: 0,
  expense: newExpense(),
};

/** Of an exploration that begins. */
export function newContext(
  module: Module,
  root: Root,
  options: Pick<ModuleOptions, 'kernel' | 'sources' | 'apart' | 'user'>,
  summaries: Summaries | undefined,
): Context {
  return {
    module,
    kernel: options.kernel,
    root,
    lookup: options.user ? nothing : lookupFunction,
    reached: new Set(),
    faults: new Map(),
    incomplete: new Map(),
    constants: new Map(),
    initials: new Map(),
    scalars: new Set(),
    open: new Set(),
    side: undefined,
    summaries,
    exits: undefined,
    entered: newEntered(),
    alwaysEntered: NONE,
    making: [],
    watch: undefined,
    suspect: undefined,
    expense: newExpense(),
    sources: options.sources,
    apart: options.apart,
    user: options.user && newUserSide(options.user),
  };
}

/** BPF's functions are not those of the same names in user space. */
const nothing = (): undefined => undefined;

const NONE: ReadonlySet<string> = new Set();

/** Before the root's first instruction, with what the kernel passes. */
export function firstState(cx: Context, fn: FunctionInfo): State {
  const frame = newFrame(fn.graph(), fn.name, new Map());
  const state = startState(frame);
  for (const [i, param] of fn.graph().params.entries()) {
    const value = argument(cx, fn, param, i);
    frame.regs[param.reg] = value;
    const ref = refOf(value);
    const struct = value.k === 'ptr' && value.obj.o === 'kernel' ? value.obj.struct : '';
    const at = { start: 0, end: fn.name.length };
    if (ref) addRef(state, { id: ref, struct, by: fn.name, graph: fn.graph(), at });
  }
  return state;
}

/** What the kernel, or an unknown caller, passes. */
function argument(cx: Context, fn: FunctionInfo, param: Param, index: number): Value {
  const type = param.type;
  if (type.k !== 'ptr' || cx.user) return anything(type);
  const struct = type.to.k === 'struct' ? type.to.name : '';
  if (cx.root.kind === 'global') return globalArgument(param, struct, index);
  if (cx.root.kind === 'callback' && cx.root.params[index] === 'value') {
    const id = freshId();
    return pointer({ o: 'value', map: '', id, key: `v::${id}`, plain: false });
  }
  if (cx.root.kind === 'program' && fn.macro === '' && index === 0 && type.to.k === 'void')
    return pointer({ o: 'ctx', id: freshId() });
  if (cx.root.kind !== 'program' || !struct) return TOP;
  const trust = programTrust(cx.root, fn);
  if (!trust) return TOP;
  const kind = structOpsArgument(cx.root.table, cx.root.op, index);
  if (cx.root.type === 'struct_ops' && kind === 'unknown') return TOP;
  if (cx.root.type === 'struct_ops' && kind === 'owned')
    return pointer(kernelObject(struct, trust, 'argument', 0, freshId()));
  const ptr = pointer(kernelObject(struct, trust, 'argument', 0));
  return isNullableArgument(cx.root, index) ? maybeNull(ptr) : ptr;
}

function globalArgument(param: Param, struct: string, index: number): Value {
  if (!struct || struct === 'bpf_dynptr' || (index === 0 && CONTEXT_STRUCTS.has(struct))) return TOP;
  if (!param.tags.includes('__arg_trusted')) {
    const others = param.tags.filter((tag) => tag !== '__arg_nullable' && tag !== '__arg_nonnull');
    if (others.length > 0 || param.type.k !== 'ptr' || param.type.tag !== undefined) return TOP;
    const id = freshId();
    const memory = pointer({
      o: 'mem',
      id,
      size: undefined,
      ref: 0,
      key: `m${id}`,
      record: struct,
      writable: true,
    });
    return param.tags.includes('__arg_nonnull') ? memory : maybeNull(memory);
  }
  const ptr = pointer(kernelObject(struct, 'trusted', 'argument', 0));
  return param.tags.includes('__arg_nullable') ? maybeNull(ptr) : ptr;
}

/** kernel/bpf/btf.c, prog_args_trusted: raw tracepoints with BTF, iterators, LSM and struct_ops. */
function programTrust(root: Root, fn: FunctionInfo): Trust | undefined {
  if (root.type === 'struct_ops') return 'trusted';
  if (/^\??(tp_btf|lsm)/.test(fn.section) && fn.macro !== '') return 'trusted';
  if (/^\??iter/.test(fn.section)) return 'trusted';
  return undefined;
}

/** sched_ext operations whose task argument may be NULL (kernel/sched/ext.c, __nullable stubs). */
const NULLABLE_ARGUMENTS: Readonly<Record<string, readonly number[]>> = { dispatch: [1], yield: [1] };

function isNullableArgument(root: Root, index: number): boolean {
  return NULLABLE_ARGUMENTS[root.op]?.includes(index) ?? false;
}
