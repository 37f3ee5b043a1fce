import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getHeapSpaceStatistics } from 'node:v8';
import { growingYoungSpace } from '../../server/lsp/node/young-space.ts';

const megabytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')!.space_size / 1024 / 1024;

/** Half of a million objects, a tenth of which live on for a while. */
function work(look: () => void): void {
  const kept: object[] = [];
  for (let i = 0; i < 500_000; i++) {
    const made = { a: i, b: [i] };
    if (i % 10 === 0) kept[(i / 10) % 20_000] = made;
    if (i % 5_000 === 0) look();
  }
}

test('with work the space grows, to 8 MB for both halves', () => {
  const young = growingYoungSpace();
  for (let round = 0; round < 5; round++) work(young.look);
  assert.ok(megabytes() > 2 && megabytes() <= 8, `${megabytes()} MB`);
  young.settle();
});

test('once settled it stays as it is', () => {
  const before = megabytes();
  const young = growingYoungSpace();
  young.settle();
  for (let round = 0; round < 5; round++) work(young.look);
  assert.equal(megabytes(), before);
});
