/** Checks every root of a module and returns what was found: facts, not words. */

import type { Module } from '../../bpf/flow/graph.ts';
import { writtenIn } from '../../bpf/flow/never-written.ts';
import { lookupWith } from '../../bpf/kernel/functions/project.ts';
import { holdsFor, openPurse } from './budget.ts';
import { type CheckedRoot, checkLinked, type ModuleOptions } from './check-root.ts';
import { newExpense } from './domain/exploration.ts';
import type { Root } from './engine/context.ts';
import { forgetChanged, lowerReached, type Memory } from './incremental.ts';
import { rootsOf, UNKNOWN_ROOT, userRoots } from './roots.ts';

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
  yield;
  const written = options.user ? NONE : writtenIn(module);
  yield;
  forgetChanged(memory, functions, written);
  yield;
  const results = unreadDeclarations(module);
  const reached = new Set<string>();
  const isUsed = (root: Root) => root.isUsed || isCalledElsewhere(module, root, options);
  const found = options.user
    ? userRoots(module, options.own)
    : yield* rootsOf(module, lookupWith(options.functions), options.kernel, options.own);
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

const NONE: ReadonlySet<string> = new Set();
