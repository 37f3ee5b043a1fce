/**
 * Which functions an exploration has met, and how: for those who ask afterwards what a value is inside of one.
 *
 *      entered   seen when this is explored again
 *      told      a summary told of it: seen when the function is explored alone again
 *      bound     told as well, but what it was given has a history that begins in its caller: entered to be seen
 */
import type { Alone } from './context-insensitive.ts';

export interface Met {
  readonly entered: Set<string>;
  readonly told: Set<Alone>;
  readonly bound: Set<Alone>;
}

export function newMet(): Met {
  return { entered: new Set(), told: new Set(), bound: new Set() };
}

/** A summary was used. */
export function meet(met: Met, alone: Alone): void {
  (alone.isBound ? met.bound : met.told).add(alone);
}

const told = new WeakMap<Met, readonly Alone[]>();

/** Everything that a finished exploration was told of, and what that was told of in turn. */
export function allTold(met: Met): readonly Alone[] {
  const known = told.get(met);
  if (known) return known;
  const seen = new Set([...met.told, ...met.bound]);
  for (const { met: inner } of seen) {
    for (const next of inner.told) seen.add(next);
    for (const next of inner.bound) seen.add(next);
  }
  const all = [...seen].filter((alone) => !alone.isBound);
  told.set(met, all);
  return all;
}

/** What has to be entered for the function to be seen when this is explored again; undefined: it is not seen there. */
export function toEnter(met: Met, name: string): ReadonlySet<string> | undefined {
  if (met.bound.size === 0) return met.entered.has(name) ? NONE : undefined;
  const known = new Map<Alone, boolean>();
  const leads = (alone: Alone): boolean => {
    let isIt = known.get(alone);
    if (isIt === undefined) {
      const inside = [...alone.met.bound].filter(leads);
      isIt = alone.name === name || alone.met.entered.has(name) || inside.length > 0;
      known.set(alone, isIt);
    }
    return isIt;
  };
  for (const alone of met.bound) leads(alone);
  const bound = [...known].filter(([, isIt]) => isIt).map(([alone]) => alone);
  if (bound.length === 0 && !met.entered.has(name)) return undefined;
  return new Set(bound.flatMap((alone) => [alone.name, ...alone.entered]));
}

const NONE: ReadonlySet<string> = new Set();
