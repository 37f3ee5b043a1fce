/**
 * How much work a check may be: per file, and of it per root. A file's work is shared out in the order of its roots:
 *
 *      half of it in equal shares, one kept for each root that is still to come; the other half for who comes first
 *
 * so that an expensive function does not starve those behind it, and what cheap ones leave is there for others. What a
 * root may spend depends on the file's text alone: results kept from an earlier text are paid for as if found anew.
 */
import { chargeTo, type Expense } from './domain/exploration.ts';

/** In units of work (`exploration.ts`). */
export interface Budget {
  /** For the explorations of a root together. */
  readonly root: number;
  readonly file: number;
}

/** What the command line and the editor allow; a function that needs more is reported as not fully checked. */
export const BUDGET: Budget = { root: 6_000_000, file: 10_000_000 };

/**
 * What the first exploration of a root may take, and the second: half of the share each, and the second what the first
 * has left as well. Where there is nothing to summarise a second one would find no more: the first may have it all.
 */
export function limitsOf(share: number, hasSummaries: boolean): Limits {
  const half = Math.floor(share / 2);
  const first = hasSummaries ? half : share;
  return { first, second: (work) => Math.max(half, share - work) };
}

export interface Limits {
  readonly first: number;
  /** `work`: what the first has taken. */
  readonly second: (work: number) => number;
}

/** The least share that allows this. */
export function shareFor(hasSummaries: boolean, first: number, second = 0): number {
  return Math.max(hasSummaries ? 2 * first : first, Math.min(first + second, 2 * second));
}

/** What a check of a root was allowed, and what it came to. */
export interface Bill {
  readonly share: number;
  /** The least share with which it ends as it did; infinite: it was used up. */
  readonly needed: number;
  readonly expense: Expense;
}

export interface Purse {
  /** What the next root may spend. */
  share(): number;
  pay(bill: Bill): void;
}

export function openPurse(budget: Budget, roots: number): Purse {
  const floor = Math.floor(budget.file / 2 / Math.max(1, roots));
  const charged = new Set<Expense>();
  let left = budget.file;
  let coming = roots;
  return {
    share: () => Math.max(floor, Math.min(budget.root, left - floor * (coming - 1))),
    pay({ expense }) {
      coming--;
      left -= chargeTo(charged, expense);
    },
  };
}

/** Would a check with this share end as the one that was billed? */
export function holdsFor({ share, needed }: Bill, now: number): boolean {
  return needed <= now || share === now;
}
