/** What is different between two texts, however long they are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changeBetween } from '../../server/service/moves.ts';

/** Longer than what is compared at a time. */
const LONG = 'mask = bpf_cpumask_create();\n'.repeat(400);

test('a change is the shortest stretch, at either end of what is compared at a time', () => {
  const edit = fc.record({
    start: fc.oneof(fc.nat(LONG.length), fc.constantFrom(0, 4_095, 4_096, 4_097, LONG.length - 4_096)),
    length: fc.nat(9_000),
    put: fc.constantFrom('', '#', '@@@@', '#'.repeat(5_000)),
  });
  fc.assert(
    fc.property(edit, ({ start, length, put }) => {
      const now = LONG.slice(0, start) + put + LONG.slice(start + length);
      const change = changeBetween(LONG, now);
      assert.equal(
        LONG.slice(0, change.old.start) +
          now.slice(change.now.start, change.now.end) +
          LONG.slice(change.old.end),
        now,
      );
      const [old, fresh] = [
        LONG.slice(change.old.start, change.old.end),
        now.slice(change.now.start, change.now.end),
      ];
      assert.ok(old === '' || fresh === '' || (old[0] !== fresh[0] && old.at(-1) !== fresh.at(-1)));
      assert.ok(fresh.length <= put.length || old === '' || put === '');
    }),
    { numRuns: 300 },
  );
});
