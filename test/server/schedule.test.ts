import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Doc } from '../../server/lsp/documents.ts';
import { createSchedule, type ScheduleHost } from '../../server/lsp/schedule.ts';

/** A schedule whose checks take three steps each, a step in each slice, and what happened. */
function schedule() {
  const said: string[] = [];
  const work: (() => void)[] = [];
  const host: ScheduleHost = {
    soon: (next) => void work.push(next),
    *start({ doc }) {
      for (let step = 1; step <= 3; step++) {
        said.push(`${doc.uri} ${step}`);
        const until = performance.now() + 10;
        while (performance.now() < until);
        yield;
      }
      return { path: doc.uri, diagnostics: [], incomplete: [] };
    },
    pause: () => {},
    finish: ({ doc }) => void said.push(`${doc.uri} done`),
    fail: ({ doc }) => void said.push(`${doc.uri} failed`),
    dropped: ({ doc }) => void said.push(`${doc.uri} dropped`),
    idle: () => undefined,
  };
  const plan = createSchedule(host);
  plan.ready();
  const slice = () => work.shift()?.();
  return { plan, said, slice, isIdle: () => work.length === 0 };
}

const docOf = (uri: string): Doc => ({ uri, revision: 1, text: { version: 1 } }) as Doc;

test('a check ends with the document that it is of', () => {
  const { plan, said, slice, isIdle } = schedule();
  const doc = docOf('a');
  plan.changed(doc, 'at once');
  slice();
  assert.deepEqual(said, ['a 1']);
  plan.forget(doc);
  assert.ok(!plan.isBusy(doc));
  while (!isIdle()) slice();
  assert.deepEqual(said, ['a 1', 'a dropped']);
});

test('who waits for a document that is forgotten is told', async () => {
  const { plan } = schedule();
  const doc = docOf('a');
  plan.changed(doc, 'at once');
  const result = plan.result(doc);
  plan.forget(doc);
  assert.equal(await result, undefined);
});

test('another document’s check goes on', () => {
  const { plan, said, slice, isIdle } = schedule();
  const [gone, kept] = [docOf('a'), docOf('b')];
  plan.changed(gone, 'at once');
  plan.changed(kept, 'at once');
  while (!said.includes('b 1')) slice();
  plan.forget(gone);
  while (!isIdle()) slice();
  assert.ok(said.includes('b done'));
});

test('a text that may wait is checked when the keyboard rests, however long it is typed in', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { plan, slice, isIdle } = schedule();
  while (!isIdle()) slice();
  const doc = docOf('a');
  for (let key = 0; key < 10; key++) {
    plan.changed(doc, 'resting');
    t.mock.timers.tick(500);
    assert.ok(isIdle());
  }
  t.mock.timers.tick(500);
  assert.ok(!isIdle());
});
