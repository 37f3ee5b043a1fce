/** The number of CPUs, and what is computed from it. */
import { constant, type Num } from '../domain/values.ts';
import { type UserSide, WITNESS_CPUS } from './maps.ts';

export function cpuCount(user: UserSide): Num {
  const count = constant(WITNESS_CPUS);
  user.counts.add(count);
  return count;
}

const MOST_STEPS = 32;

/** Whether a number was computed from the number of CPUs, as a multiple of it. */
export function isOfCpus(user: UserSide, number: Num): boolean {
  if (number.lo !== number.hi || number.lo <= 0 || number.lo % WITNESS_CPUS !== 0) return false;
  const seen = new Set([number]);
  for (const next of seen) {
    if (user.counts.has(next)) return true;
    if (seen.size > MOST_STEPS) return false;
    for (const parent of next.parents) seen.add(parent);
  }
  return false;
}
