/** Which states a meeting place keeps, and which of them it drops. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin } from '../../server/analysis/domain/exploration.ts';
import type { State } from '../../server/analysis/domain/state.ts';
import { remember } from '../../server/analysis/engine/checkpoints.ts';
import type { Context } from '../../server/analysis/engine/context.ts';
import { finish, type Run } from '../../server/analysis/engine/run.ts';
import { num, stateOf } from './domain.ts';

const KEPT = 16;

function newRun(): Run {
  begin(Number.POSITIVE_INFINITY);
  return {
    cx: {} as Context,
    pending: [],
    entries: new Map(),
    joins: new WeakMap(),
    limit: Number.POSITIVE_INFINITY,
    notMine: 0,
    wanted: undefined,
  };
}

/** A path that decides by this number. */
const deciding = (n: number) => stateOf([num(n, n, n, { precise: true })]);

/** Is it new here? Its path ends at once, if at all. */
function arrive(run: Run, state: State, ends = true): boolean {
  const isNew = remember(run, state, 'here', undefined);
  if (isNew && ends) finish(state.entry);
  return isNew;
}

const numbersKept = (run: Run) =>
  run.entries.get('here')!.map(({ state }) => (state.frames[0]!.regs[0] as { lo: number }).lo);

test('a state that was seen is not followed again', () => {
  const run = newRun();
  assert.ok(arrive(run, deciding(1)));
  assert.ok(arrive(run, deciding(2)));
  assert.ok(!arrive(run, deciding(1)));
  assert.deepEqual(numbersKept(run), [2, 1], 'what subsumed is looked at first');
});

test('beyond the most that are kept, the oldest goes whose paths have ended', () => {
  const run = newRun();
  arrive(run, deciding(0), false);
  for (let n = 1; n < KEPT; n++) for (let again = 0; again <= KEPT; again++) arrive(run, deciding(n));
  assert.equal(numbersKept(run).length, KEPT);
  arrive(run, deciding(100));
  assert.deepEqual(numbersKept(run), [0, ...Array.from({ length: KEPT - 2 }, (_, i) => i + 2), 100]);
});

test('and those stay whose paths are open', () => {
  const run = newRun();
  for (let n = 0; n < KEPT; n++)
    for (let again = 0; again <= (n === 2 ? KEPT : 0); again++) arrive(run, deciding(n), n === 2);
  arrive(run, deciding(100), false);
  assert.deepEqual(numbersKept(run), [0, 1, ...Array.from({ length: KEPT - 3 }, (_, i) => i + 3), 100]);
});

test('what never subsumes goes after some misses', () => {
  const run = newRun();
  for (let n = 0; n < 6; n++) arrive(run, deciding(n));
  assert.deepEqual(numbersKept(run), [1, 2, 3, 4, 5]);
});
