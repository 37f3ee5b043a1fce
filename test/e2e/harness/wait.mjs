/** Waiting that says what it waited for. */

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Asks until the answer is truthy and resolves to it. An error thrown by `ask` counts as "not yet"; the last one is
 * part of the message when time is up.
 * @param {() => unknown} ask
 * @param {string} what completes "Waited N s for ..."
 */
export async function until(ask, what, timeout = 20_000, every = 50) {
  const end = Date.now() + timeout;
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
