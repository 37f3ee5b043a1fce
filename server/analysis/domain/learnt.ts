/**
 * What a path has learnt of values, by identity: a list, the latest first, that paths share from where they part. Copying
 * a map at each test would be most of a check's garbage, and most questions are about values that nothing was learnt of.
 */
import { spend } from './exploration.ts';
import type { Range } from './state.ts';

export interface Facts {
  readonly id: number;
  readonly range: Range;
  readonly before: Facts | undefined;
  /** Facts from here on, one of two about the same value included. */
  readonly size: number;
  /** Bits of the identities in the list: most that is asked for is not there. */
  readonly ids: number;
  /** Older ones, of a path that has learnt much. */
  readonly base: ReadonlyMap<number, Range> | undefined;
}

/** A longer list goes into a map. */
const LONGEST = 32;

export function learnt(facts: Facts | undefined, id: number): Range | undefined {
  if (facts === undefined) return undefined;
  if ((facts.ids >> (id & 31)) & 1)
    for (let fact: Facts | undefined = facts; fact; fact = fact.before) if (fact.id === id) return fact.range;
  return facts.base?.get(id);
}

export function withFact(facts: Facts | undefined, id: number, range: Range): Facts {
  const bit = 1 << (id & 31);
  if (facts === undefined) return { id, range, before: undefined, size: 1, ids: bit, base: undefined };
  if (facts.size % LONGEST === 0)
    return { id, range, before: undefined, size: facts.size + 1, ids: bit, base: allFacts(facts) };
  return { id, range, before: facts, size: facts.size + 1, ids: facts.ids | bit, base: facts.base };
}

/** Each value's latest. */
export function allFacts(facts: Facts | undefined): Map<number, Range> {
  const list: Facts[] = [];
  for (let fact = facts; fact; fact = fact.before) list.push(fact);
  const all = new Map(facts?.base);
  spend(all.size + list.length);
  for (let i = list.length - 1; i >= 0; i--) all.set(list[i]!.id, list[i]!.range);
  return all;
}
