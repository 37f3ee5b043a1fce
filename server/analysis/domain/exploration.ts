/**
 * What an exploration has to itself beside its states: identities, tests made, and the work it has done. One is
 * under way at a time; between two of its slices others may be:
 *
 *      begin() ──▶ under way ──▶ a slice is over: resume() gives it back ──▶ … ──▶ its paths end, or its work is used up
 *                     ▲                 │
 *                     └── others run ◀──┘
 *
 * Work is counted, never timed, so that the same text gets the same answer on a busy machine. A unit is about what
 * copying or comparing one entry of a state costs, 0.1 to 0.2 µs; whatever takes long in proportion to its input pays for it.
 */
import type { Num } from './values.ts';

export interface Exploration {
  nextId: number;
  /** Ids of constants are negative, so that equal constants are equal values. */
  readonly constants: Map<number | bigint, number>;
  /** Same operation on the same values is the same number: the compiler computes it once. */
  readonly folded: Map<string, Num>;
  readonly tested: Map<string, Tested>;
  /** Units, summaries that others had made before included: the sum is the same whoever makes them. */
  work: number;
  readonly limit: number;
  /** Work at which others may have their turn. */
  sliceEnd: number;
  /** Work of others that this one has been charged for; undefined: what is known already costs nothing. */
  readonly charged: Set<Expense> | undefined;
}

/** A comparison that was made: when, and in which of its two forms. */
export interface Tested {
  readonly num: Num;
  readonly era: number;
  readonly isOpposite: boolean;
}

/** Work that one exploration did itself, and what it used of others: what it costs to find the same again. */
export interface Expense {
  work: number;
  readonly uses: Set<Expense>;
}

export function newExpense(): Expense {
  return { work: 0, uses: new Set() };
}

/** What a set of expenses lacks of one, its uses included: each is paid for once. */
export function chargeTo(charged: Set<Expense>, expense: Expense): number {
  if (charged.has(expense)) return 0;
  let work = 0;
  const open = [expense];
  charged.add(expense);
  for (let next = open.pop(); next; next = open.pop()) {
    work += next.work;
    for (const used of next.uses) {
      if (charged.has(used)) continue;
      charged.add(used);
      open.push(used);
    }
  }
  return work;
}

/** Units after which others may have their turn: about a millisecond. */
const SLICE = 5_000;

function newExploration(limit: number, charged: Set<Expense> | undefined): Exploration {
  return {
    nextId: 1,
    constants: new Map(),
    folded: new Map(),
    tested: new Map(),
    work: 0,
    limit,
    sliceEnd: SLICE,
    charged,
  };
}

/** The one under way. */
export let current: Exploration = newExploration(Number.POSITIVE_INFINITY, undefined);

/** Another one begins, of `limit` units of work. `isObservation`: what others found before is free. */
export function begin(limit: number, isObservation = false): Exploration {
  current = newExploration(limit, isObservation ? undefined : new Set());
  return current;
}

/** The next slice of one that was interrupted. */
export function resume(exploration: Exploration): void {
  current = exploration;
  current.sliceEnd = current.work + SLICE;
}

/** Counts work, in units. */
export function spend(units: number): void {
  current.work += units;
}

export function isUsedUp(): boolean {
  return current.work > current.limit;
}
