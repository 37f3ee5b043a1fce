/** Checks every root of a module and returns what was found: facts, not words. */
import type { FunctionInfo, Module, Param } from '../../bpf/flow/graph.ts';
import { lookupFunction } from '../../bpf/kernel/index.ts';
import { CONTEXT_STRUCTS } from '../../bpf/kernel/program-types.ts';
import { contained } from '../../bpf/syntax/failure.ts';
import { newFrame } from './calls.ts';
import type { Context, Root } from './context.ts';
import { type Budget, explore, type Outcome } from './explore.ts';
import type { Fault } from './faults.ts';
import { anything, maybeNull } from './fields.ts';
import { forgetChanged, lowerReached, type Memory, newMemory } from './memory-of-edits.ts';
import { type Met, newMet } from './met.ts';
import { resetQuestions } from './questions.ts';
import { rootsOf, UNKNOWN_ROOT } from './roots.ts';
import { type State, startState } from './state.ts';
import type { Summaries } from './summary.ts';
import { freshId, kernelObject, pointer, resetIds, TOP, type Trust, type Value } from './values.ts';

export interface CheckedRoot {
  readonly root: Root;
  readonly faults: readonly Fault[];
  /** Global functions that were called on a way the kernel takes too. */
  readonly reached: ReadonlySet<string>;
  readonly steps: number;
  readonly states: number;
  readonly milliseconds: number;
  readonly incomplete: ReadonlyMap<string, string>;
  /** Functions that summaries told of or not; undefined: without summaries it was explored, or not to the end. */
  readonly met: Met | undefined;
  /** Given up for lack of time: another try may get further. */
  readonly isCut: boolean;
}

export interface ModuleOptions {
  readonly kernel: string;
  readonly budget: Budget;
  readonly sources: (path: string) => string | undefined;
  /** Functions whose findings are wanted; others are only entered. */
  readonly own: (fn: FunctionInfo) => boolean;
  /** No summaries: slower, and nothing else. */
  readonly enterAll?: boolean;
}

/** Checks all roots of a module at once. */
export function checkModule(module: Module, options: ModuleOptions): CheckedRoot[] {
  const slices = checkInSlices(module, options, newMemory());
  for (let next = slices.next(); ; next = slices.next()) if (next.done) return next.value;
}

/**
 * The same in slices, none longer than one root takes: ids are counted anew for each root, so that others may explore
 * between two slices. `memory`: what a document keeps from one text to the next.
 *
 * Programs and callbacks come first: a global function is verified only if what is verified calls it.
 */
export function* checkInSlices(
  module: Module,
  options: ModuleOptions,
  memory: Memory,
): Generator<void, CheckedRoot[], void> {
  const functions = yield* lowerReached(module, options.own);
  forgetChanged(memory, functions);
  const results = unreadDeclarations(module);
  const reached = new Set<string>();
  const roots = rootsOf(module, lookupFunction, options.kernel, options.own);
  const fresh = new Map<string, CheckedRoot>();
  const check = (root: Root) => {
    if (options.budget.cancelled?.()) return;
    const key = JSON.stringify(root);
    const result = memory.roots.get(key) ?? checkRoot(module, root, options, memory.summaries);
    if (!result.isCut) fresh.set(key, result);
    for (const name of result.reached) reached.add(name);
    results.push(result);
  };
  for (const root of roots) {
    if (root.kind === 'global') continue;
    check(root);
    yield;
  }
  let globals = roots.filter((root) => root.kind === 'global');
  const hasPrograms = roots.some((root) => root.kind === 'program');
  for (let next = globals; next.length > 0; ) {
    next = globals.filter((root) => !hasPrograms || reached.has(root.name));
    globals = globals.filter((root) => !next.includes(root));
    for (const root of next) {
      check(root);
      yield;
    }
  }
  const isComplete = results.every((result) => result.incomplete.size === 0);
  for (const root of globals) {
    check({ ...root, isUsed: !isComplete });
    yield;
  }
  memory.roots = fresh;
  memory.checked = results;
  return results;
}

export function checkRoot(
  module: Module,
  root: Root,
  options: ModuleOptions,
  summaries: Summaries = new Map(),
): CheckedRoot {
  const began = performance.now();
  const first = exploreRoot(module, root, options, options.enterAll ? undefined : summaries);
  const isDone =
    first.hasFailed || first.cx.summaries === undefined || (!first.cx.suspect && !first.outcome.gaveUp);
  const second = isDone ? undefined : exploreRoot(module, root, options, undefined);
  const { cx, outcome, hasFailed } = second ?? first;
  if (outcome.gaveUp) cx.incomplete.set(root.name, `not fully checked: ${REASONS[outcome.gaveUp]}`);
  return {
    root,
    faults: [...cx.faults.values()],
    reached: cx.reached,
    steps: first.outcome.steps + (second?.outcome.steps ?? 0),
    states: first.outcome.states + (second?.outcome.states ?? 0),
    milliseconds: performance.now() - began,
    incomplete: cx.incomplete,
    met: second || outcome.gaveUp || hasFailed ? undefined : cx.met,
    isCut: outcome.gaveUp === 'time' || outcome.gaveUp === 'cancelled',
  };
}

function exploreRoot(
  module: Module,
  root: Root,
  options: ModuleOptions,
  summaries: Summaries | undefined,
): Explored {
  resetIds();
  resetQuestions();
  const fn = module.functions.get(root.name)!;
  const cx = newContext(module, root, options, summaries);
  return contained<Explored>(
    () => {
      const graph = fn.graph();
      if (graph.incomplete.length > 0) cx.incomplete.set(fn.name, graph.incomplete[0]!);
      return { cx, outcome: explore(cx, firstState(cx, fn), options.budget.steps), hasFailed: false };
    },
    (reason) => {
      cx.incomplete.set(fn.name, reason);
      return { cx, outcome: { gaveUp: undefined, steps: 0, states: 0 }, hasFailed: true };
    },
  );
}

interface Explored {
  readonly cx: Context;
  readonly outcome: Outcome;
  /** It ended in a failure of ours: what was found before holds, the rest was not looked at. */
  readonly hasFailed: boolean;
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
  steps: 0,
  states: 0,
  milliseconds: 0,
  incomplete: new Map(),
  met: undefined,
  isCut: false,
};

/** Of an exploration that begins; `budget.milliseconds` is for two of them. */
export function newContext(
  module: Module,
  root: Root,
  options: Omit<ModuleOptions, 'own'>,
  summaries: Summaries | undefined,
): Context {
  return {
    module,
    kernel: options.kernel,
    root,
    lookup: lookupFunction,
    reached: new Set(),
    faults: new Map(),
    incomplete: new Map(),
    constants: new Map(),
    initials: new Map(),
    scalars: new Set(),
    open: new Set(),
    summaries,
    exits: undefined,
    met: newMet(),
    entered: NONE,
    nesting: 0,
    watch: undefined,
    suspect: undefined,
    deadline: performance.now() + options.budget.milliseconds / 2,
    cancelled: options.budget.cancelled,
    sources: options.sources,
  };
}

const NONE: ReadonlySet<string> = new Set();

const REASONS = {
  steps: 'too many paths',
  time: 'too many paths for the time allowed',
  cancelled: 'cancelled',
} as const;

/** Before the root's first instruction, with what the kernel passes. */
export function firstState(cx: Context, fn: FunctionInfo): State {
  const frame = newFrame(fn.graph(), fn.name, new Map());
  for (const [i, param] of fn.graph().params.entries()) frame.regs[param.reg] = argument(cx, fn, param, i);
  return startState(frame);
}

/** What the kernel, or an unknown caller, passes. */
function argument(cx: Context, fn: FunctionInfo, param: Param, index: number): Value {
  const type = param.type;
  if (type.k !== 'ptr') return anything(type);
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
  const ptr = pointer(kernelObject(struct, trust, 'argument', 0));
  return isNullableArgument(cx.root, index) ? maybeNull(ptr) : ptr;
}

function globalArgument(param: Param, struct: string, index: number): Value {
  if (!struct || (index === 0 && CONTEXT_STRUCTS.has(struct))) return TOP;
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
