/**
 * Which functions an exploration has entered, itself or by a summary: for those who ask afterwards what a value is
 * inside of one.
 *
 *      functions    seen when this is explored again
 *      summarised   a summary stood for the call: seen when the summary's own exploration is made again
 *      bound        summarised too, but what it was given has a history that begins in its caller: entered to be seen
 */
import type { ContextInsensitive } from './context-insensitive.ts';

export interface Entered {
  readonly functions: Set<string>;
  readonly summarised: Set<ContextInsensitive>;
  readonly bound: Set<ContextInsensitive>;
}

export function newEntered(): Entered {
  return { functions: new Set(), summarised: new Set(), bound: new Set() };
}

/** A summary was used. */
export function noteSummary(entered: Entered, insensitive: ContextInsensitive): void {
  (insensitive.isBound ? entered.bound : entered.summarised).add(insensitive);
}

const closures = new WeakMap<Entered, readonly ContextInsensitive[]>();

/** All summaries that a finished exploration used, and those that were used to make them. */
export function allSummarised(entered: Entered): readonly ContextInsensitive[] {
  const known = closures.get(entered);
  if (known) return known;
  const seen = new Set([...entered.summarised, ...entered.bound]);
  for (const { entered: inner } of seen) {
    for (const next of inner.summarised) seen.add(next);
    for (const next of inner.bound) seen.add(next);
  }
  const all = [...seen].filter((insensitive) => !insensitive.isBound);
  closures.set(entered, all);
  return all;
}

/** What has to be entered for the function to be seen when this is explored again; undefined: it is not seen there. */
export function toEnter(entered: Entered, name: string): ReadonlySet<string> | undefined {
  if (entered.bound.size === 0) return entered.functions.has(name) ? NONE : undefined;
  const known = new Map<ContextInsensitive, boolean>();
  const leads = (insensitive: ContextInsensitive): boolean => {
    let isIt = known.get(insensitive);
    if (isIt === undefined) {
      const inside = [...insensitive.entered.bound].filter(leads);
      isIt = insensitive.name === name || insensitive.entered.functions.has(name) || inside.length > 0;
      known.set(insensitive, isIt);
    }
    return isIt;
  };
  for (const insensitive of entered.bound) leads(insensitive);
  const bound = [...known].filter(([, isIt]) => isIt).map(([insensitive]) => insensitive);
  if (bound.length === 0 && !entered.functions.has(name)) return undefined;
  return new Set(bound.flatMap((insensitive) => [insensitive.name, ...insensitive.alwaysEntered]));
}

const NONE: ReadonlySet<string> = new Set();
