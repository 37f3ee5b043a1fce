/** Whose turns of the event loop are: messages that came are answered before work goes on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from '../../server/lsp/turns.ts';

/** An event loop: what is asked for in one turn happens in the next, in order. */
function loop() {
  let queue: (() => void)[] = [];
  return {
    next: (work: () => void) => void queue.push(work),
    turn() {
      const now = queue;
      queue = [];
      for (const work of now) work();
    },
    waits: () => queue.length,
  };
}

test('work goes on in the next turn when nothing has come', () => {
  const { next, turn } = loop();
  const done: string[] = [];
  createTurns(next).soon(() => done.push('work'));
  turn();
  assert.deepEqual(done, ['work']);
});

test('what has come is handled and answered before work goes on', () => {
  const { next, turn } = loop();
  const turns = createTurns(next);
  const done: string[] = [];
  // The next slice is asked for before the message comes.
  turns.soon(() => done.push('work'));
  next(() => done.push('answered'));
  turns.arrived();
  for (let i = 0; i < 3; i++) turn();
  assert.deepEqual(done, ['answered', 'work']);
});

test('each message has a turn; then nothing is left to run', () => {
  const { next, turn, waits } = loop();
  const turns = createTurns(next);
  let worked = 0;
  for (let i = 0; i < 3; i++) turns.arrived();
  turns.soon(() => worked++);
  for (let i = 0; i < 2; i++) turn();
  assert.equal(worked, 0);
  for (let i = 0; i < 2; i++) turn();
  assert.equal(worked, 1);
  assert.equal(waits(), 0);
});
