import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countCrashes, WITHIN_MS } from '../../client/server/crashes.ts';

test('crashes count for three minutes', () => {
  let now = 0;
  const crashes = countCrashes(() => now);
  assert.deepEqual([crashes.add(), crashes.add()], [1, 2]);
  now = WITHIN_MS - 1;
  assert.equal(crashes.add(), 3);
  now = WITHIN_MS;
  assert.equal(crashes.add(), 2);
  crashes.clear();
  assert.equal(crashes.add(), 1);
});
