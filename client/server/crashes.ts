/** Counts crashes, so that a server that cannot live is not started for ever. */

export const MOST_CRASHES = 5;
export const WITHIN_MS = 3 * 60_000;

export interface Crashes {
  /** Notes a crash; the number of those that count now. */
  add(): number;
  clear(): void;
}

export function countCrashes(now: () => number = Date.now): Crashes {
  let times: number[] = [];
  return {
    add() {
      const at = now();
      times = [...times.filter((time) => at - time < WITHIN_MS), at];
      return times.length;
    },
    clear() {
      times = [];
    },
  };
}
