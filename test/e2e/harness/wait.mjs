/** Waiting that says what it waited for. */
import { availableParallelism, loadavg } from 'node:os';

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** As long as that takes on this machine when it has nothing else to do, and longer by what it has. */
export const slack = (ms) => ms * Math.max(1, loadavg()[0] / availableParallelism());

/** For one click or look of many: who waits for it tries again. Hovers over the status bar take some seconds to settle. */
export const tried = () => ({ timeout: slack(5_000) });

/** Guards against waiting for ever; nothing is measured by it. */
const PATIENCE_MS = 120_000;

/**
 * Asks until the answer is truthy and resolves to it. An error thrown by `ask` counts as "not yet"; the last one is
 * part of the message when time is up.
 * @param {() => unknown} ask
 * @param {string} what completes "Waited N s for ..."
 */
export async function until(ask, what, timeout = PATIENCE_MS, every = 50) {
  const end = Date.now() + slack(timeout);
  let last;
  for (;;) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) break;
    await pause(every);
  }
  const seen = last instanceof Error ? `; last: ${last.message.split('\n')[0]}` : '';
  throw new Error(`Waited ${timeout / 1000} s for ${what}${seen}`);
}

/**
 * Does something again and again until its effect is seen, as a user does whose click or key was lost: a window that is
 * still drawing takes none. Resolves to what `seen` gives.
 * @param {() => Promise<unknown>} act an error it throws counts as "lost"
 * @param {() => unknown} seen truthy when it took
 * @param {string} what completes "Waited N s for ..."
 * @param {number} [patience] milliseconds before it is done again
 */
export function repeat(act, seen, what, timeout = PATIENCE_MS, patience = 3_000) {
  let next = 0;
  return until(
    async () => {
      const found = await seen();
      if (found) return found;
      if (Date.now() < next) return undefined;
      await act();
      next = Date.now() + slack(patience);
      return undefined;
    },
    what,
    timeout,
  );
}
