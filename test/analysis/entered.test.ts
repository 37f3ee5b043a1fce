/** Which functions are seen again when an exploration that used summaries is made again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UNKNOWN_ROOT } from '../../server/analysis/roots.ts';
import type { ContextInsensitive } from '../../server/analysis/summaries/context-insensitive.ts';
import { allSummarised, type Entered, newEntered, toEnter } from '../../server/analysis/summaries/entered.ts';
import { stateOf } from './domain.ts';

function summary(name: string, isBound: boolean, entered: Partial<Entered> = {}): ContextInsensitive {
  const alwaysEntered = new Set([`${name}'s`]);
  const beginning = { first: stateOf(), args: [], objects: [], isBound };
  return { ...beginning, name, root: UNKNOWN_ROOT, alwaysEntered, entered: { ...newEntered(), ...entered } };
}

const namesOf = (entered: Entered) => allSummarised(entered).map(({ name }) => name);

test('summaries that were used to make one count as used', () => {
  const inner = summary('inner', false);
  const middle = summary('middle', false, { summarised: new Set([inner]) });
  assert.deepEqual(namesOf({ ...newEntered(), summarised: new Set([middle]) }), ['middle', 'inner']);
});

test('what a caller decides is none, and what was used to make it is', () => {
  const inner = summary('inner', false);
  const lowest = summary('lowest', true, { summarised: new Set([inner]) });
  const middle = summary('middle', true, { bound: new Set([lowest]) });
  assert.deepEqual(namesOf({ ...newEntered(), bound: new Set([middle]) }), ['inner']);
});

test('a function that no summary stands for is seen or not', () => {
  const entered = { ...newEntered(), functions: new Set(['seen']) };
  assert.deepEqual(toEnter(entered, 'seen'), new Set());
  assert.equal(toEnter(entered, 'other'), undefined);
});

test('a function is seen through those that lead to it', () => {
  const lowest = summary('lowest', true, { functions: new Set(['seen']) });
  const middle = summary('middle', true, { bound: new Set([lowest]) });
  const aside = summary('aside', true);
  const entered = { ...newEntered(), bound: new Set([middle, aside]), functions: new Set(['here']) };
  assert.deepEqual(toEnter(entered, 'seen'), new Set(['middle', "middle's", 'lowest', "lowest's"]));
  assert.deepEqual(toEnter(entered, 'aside'), new Set(['aside', "aside's"]));
  assert.deepEqual(toEnter(entered, 'here'), new Set());
  assert.equal(toEnter(entered, 'other'), undefined);
});
