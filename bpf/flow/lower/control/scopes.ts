/** Scopes: names, memory locals and what must run when a scope is left, whichever way. */

import { because } from '../../../words/reasons.ts';
import { strideOf } from '../../ctypes/ctypes.ts';
import type { CType } from '../../ctypes/types.ts';
import type { At } from '../../graph.ts';
import { type Names, newNames } from '../../unit.ts';
import { type Cleanup, emit, type Fn, giveUp, type Jump, jump } from '../builder.ts';

/** Opens a scope of names; returns what closeScope needs. */
export function openScope(fn: Fn): { names: Names; chain: Cleanup | undefined } {
  const saved = { names: fn.names, chain: fn.chain };
  fn.names = newNames(fn.names);
  return saved;
}

export function closeScope(fn: Fn, saved: { names: Names; chain: Cleanup | undefined }): void {
  unwind(fn, saved.chain);
  fn.chain = saved.chain;
  fn.names = saved.names;
}

export function pushCleanup(fn: Fn, at: At, run: (fn: Fn) => void, local?: number): void {
  const depth = (fn.chain?.depth ?? 0) + 1;
  fn.chain = { parent: fn.chain, depth, at, run, ...(local === undefined ? {} : { local }) };
}

/** Emits what leaving every scope up to `to` runs; the scopes themselves stay open. */
export function unwind(fn: Fn, to: Cleanup | undefined): void {
  const saved = fn.chain;
  while (fn.chain && fn.chain !== to) {
    const cleanup = fn.chain;
    fn.chain = cleanup.parent;
    cleanup.run(fn);
  }
  fn.chain = saved;
}

/** As unwind for a return: memory need not be marked dead, the frame goes anyway. */
export function unwindForReturn(fn: Fn): void {
  const saved = fn.chain;
  while (fn.chain) {
    const cleanup = fn.chain;
    fn.chain = cleanup.parent;
    if (cleanup.local === undefined) cleanup.run(fn);
  }
  fn.chain = saved;
}

/** A memory object for a local or a compound literal; lives until its scope ends. */
export function newLocal(fn: Fn, name: string, type: CType, at: At, align = 1): number {
  const local = fn.locals.length;
  fn.locals.push({ name, type, size: strideOf(type), align, at });
  emit(fn, { op: 'scope', local, live: true, at });
  pushCleanup(fn, at, (f) => emit(f, { op: 'scope', local, live: false, at }), local);
  return local;
}

function commonAncestor(a: Cleanup | undefined, b: Cleanup | undefined): Cleanup | undefined {
  let [x, y] = [a, b];
  while (x !== y) {
    if ((x?.depth ?? 0) >= (y?.depth ?? 0)) x = x?.parent;
    else y = y?.parent;
  }
  return x;
}

/** A jump between scopes: leaves what the target is not in, and brings memory of scopes jumped into to life. */
export function jumpBetween(fn: Fn, from: Cleanup | undefined, to: Jump, at: At): void {
  const common = commonAncestor(from, to.chain);
  const saved = fn.chain;
  fn.chain = from;
  unwind(fn, common);
  fn.chain = saved;
  for (let into = to.chain; into && into !== common; into = into.parent) {
    if (into.local !== undefined) emit(fn, { op: 'scope', local: into.local, live: true, at });
    else giveUp(fn, because('entersCleanup'));
  }
  jump(fn, to.block, at);
}
