/**
 * Turns of the event loop: whose they are while work in slices goes on. One message is handled and answered a turn
 * (wire/rpc.ts). With a slice of work between two of them, what came together waits for several:
 *
 *      message │ slice │ message │ slice     without        message │ message │ slice     with
 */

export interface Turns {
  /** A message has come, and is in the queue. */
  arrived(): void;
  /** Runs work when the messages that have come are answered. */
  soon(work: () => void): void;
}

/** `next` runs something on the next turn. */
export function createTurns(next: (work: () => void) => void): Turns {
  /** Turns that belong to messages. */
  let left = 0;

  const pass = () => {
    left--;
    if (left > 0) next(pass);
  };
  const soon = (work: () => void) => next(() => (left > 0 ? soon(work) : work()));
  return {
    arrived() {
      left++;
      if (left === 1) next(pass);
    },
    soon,
  };
}
