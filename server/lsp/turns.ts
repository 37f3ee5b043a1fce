/**
 * Turns of the event loop: whose they are while work in slices goes on. The protocol's library handles one message a turn,
 * and writes an answer a turn or two later. With a slice of work in each of them, a request waits for several:
 *
 *      slice │ message │ slice │ answer     without        slice │ message │ answer │ slice     with
 */

/** Turns until a message is answered: the message has one, taking the writer's lock and writing have the others. */
const TURNS_A_MESSAGE = 3;

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
      left += TURNS_A_MESSAGE;
      if (left === TURNS_A_MESSAGE) next(pass);
    },
    soon,
  };
}
