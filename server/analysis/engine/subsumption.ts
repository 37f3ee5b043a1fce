/**
 * May a state be dropped because an earlier one at the same place allows all that it allows? (kernel/bpf/verifier.c,
 * states_equal) Which facts count and how says the table of facts; values are compared in `value-matching.ts`.
 */

import { spend } from '../domain/exploration.ts';
import type { State } from '../domain/state.ts';
import { column } from './state-facts.ts';
import { begin, type Outline } from './value-matching.ts';

/** Where a state that is kept has its values. */
export function outlineOf(state: State): Outline {
  const regs = state.frames.map((frame) => {
    const used: number[] = [];
    spend(frame.regs.length >> 3);
    for (let r = 0; r < frame.regs.length; r++) if (frame.regs[r] !== undefined) used.push(r);
    return used;
  });
  return { regs, differed: undefined };
}

const AT_ONCE = column('subsumes');
const WITH_VALUES = column('matches');
const PRECISION = column('precision');

/** Units of work of a comparison beside its values. */
const COMPARISON = 3;

/**
 * May `now` be dropped for `old`? `outline`: of `old`. `exact`: `old` is still being explored, so that every number
 * counts.
 */
export function subsumes(old: State, outline: Outline, now: State, exact: boolean): boolean {
  for (const isSubsumed of AT_ONCE) if (!isSubsumed(old, now)) return false;
  const m = begin(old, outline, now, exact);
  const isCovered = WITH_VALUES.every((matches) => matches(m));
  spend(COMPARISON + m.compared);
  return isCovered;
}

/** The dropped state's path depends on the numbers that the subsuming state's path depended on. */
export function inheritPrecision(old: State, now: State): void {
  for (const inherit of PRECISION) inherit(old, now);
}
