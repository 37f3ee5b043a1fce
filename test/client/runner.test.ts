import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { EmulatorEvents } from '../../client/run/emulator.ts';
import {
  createRunner,
  GRACE_MS,
  MOST_ROUNDS,
  type Question,
  REST_MS,
  SILENCE_MS,
} from '../../client/run/runner.ts';
import type { RunReply, RunRequest } from '../../emulator/worker/messages.ts';

const QUESTION: Question = {
  path: 'file:///a.bpf.c',
  text: '',
  target: { kind: 'function', name: 'f' },
  values: {},
  kernel: '6.18',
  reach: { root: undefined, paths: [] },
};

interface Fake {
  readonly events: EmulatorEvents;
  readonly requests: RunRequest[];
  isEnded: boolean;
}

/** A runner over workers that answer when the test says, and files that are read at once. */
function world(files: Readonly<Record<string, string>> = {}) {
  const workers: Fake[] = [];
  const reads: string[] = [];
  const runner = createRunner({
    async start(events) {
      const fake: Fake = { events, requests: [], isEnded: false };
      workers.push(fake);
      return {
        ask: (request) => void fake.requests.push(request),
        end() {
          fake.isEnded = true;
        },
      };
    },
    async read(path) {
      reads.push(path);
      return files[path] ?? null;
    },
  });
  const last = () => workers.at(-1)!;
  /** Waits for what is asked next, then answers it. */
  const answer = async (reply: (id: number) => RunReply, worker = last()) => {
    await turns();
    worker.events.reply(reply(worker.requests.at(-1)!.id));
    await turns();
  };
  return { runner, workers, reads, last, answer };
}

async function turns(): Promise<void> {
  for (let left = 20; left > 0; left--) await Promise.resolve();
}

const refused = (message: string) => (id: number) => ({ kind: 'refused', id, message }) as const;
const need =
  (...paths: string[]) =>
  (id: number) =>
    ({ kind: 'need', id, paths }) as const;
const silent = () => {};

test('a run: files that it needs, progress, one answer; the worker stays', async () => {
  const { runner, workers, reads, last, answer } = world({ 'file:///a.h': 'int a;' });
  const seen: number[] = [];
  const run = runner.run(QUESTION, (steps) => seen.push(steps));
  await answer(need('file:///a.h', 'file:///b.h'));
  assert.deepEqual(last().requests.at(-1)?.files, { 'file:///a.h': 'int a;', 'file:///b.h': null });
  await answer((id) => ({ kind: 'progress', id, steps: 7 }));
  await answer(refused('no'));
  assert.equal((await run).kind, 'refused');
  assert.deepEqual(seen, [7]);

  const next = runner.run(QUESTION, silent);
  await turns();
  // What was needed before comes along, as it is by then.
  assert.deepEqual(Object.keys(last().requests.at(-1)!.files), ['file:///a.h', 'file:///b.h']);
  assert.equal(reads.length, 4);
  await answer(refused('no'));
  await next;
  assert.equal(workers.length, 1);
  runner.end();
  await turns();
  assert.ok(last().isEnded);
});

test('headers without end are given up', async () => {
  const { runner, last, answer } = world();
  const run = runner.run(QUESTION, silent);
  for (let round = 0; round <= MOST_ROUNDS; round++) await answer(need(`file:///${round}.h`));
  const outcome = await run;
  assert.equal(outcome.kind, 'failed');
  assert.equal(last().requests.length, MOST_ROUNDS + 1);
  runner.end();
});

test('cancelling ends the worker; the next run has a new one', async () => {
  const { runner, workers, last, answer } = world();
  const run = runner.run(QUESTION, silent);
  await turns();
  runner.cancel();
  assert.deepEqual(await run, { kind: 'cancelled' });
  await turns();
  assert.ok(last().isEnded);
  const next = runner.run(QUESTION, silent);
  await answer(refused('later'));
  assert.equal((await next).kind, 'refused');
  assert.equal(workers.length, 2);
  runner.end();
});

test('a worker that is lost fails the run, and only that one', async () => {
  const { runner, workers, last, answer } = world();
  const run = runner.run(QUESTION, silent);
  await turns();
  const first = last();
  first.events.lost('out of memory');
  const outcome = await run;
  assert.ok(outcome.kind === 'failed' && /out of memory/.test(outcome.message));
  const next = runner.run(QUESTION, silent);
  await turns();
  first.events.lost('its thread ended');
  await answer(refused('there'));
  assert.equal((await next).kind, 'refused');
  assert.equal(workers.length, 2);
  runner.end();
});

test('a newer run counts; the older one has a moment to end before its worker is ended', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const { runner, workers, last, answer } = world();
    const one = runner.run(QUESTION, silent);
    await turns();
    const two = runner.run({ ...QUESTION, text: 'two' }, silent);
    assert.deepEqual(await one, { kind: 'cancelled' });
    await turns();
    const [first, second] = last().requests;
    last().events.reply(refused('of one')(first!.id));
    last().events.reply(refused('of two')(second!.id));
    const outcome = await two;
    assert.ok(outcome.kind === 'refused' && outcome.message === 'of two');
    mock.timers.tick(GRACE_MS);
    assert.equal(workers.length, 1);

    void runner.run(QUESTION, silent);
    await turns();
    const three = runner.run({ ...QUESTION, text: 'three' }, silent);
    await turns();
    mock.timers.tick(GRACE_MS);
    await turns();
    assert.equal(workers.length, 2);
    assert.ok(workers[0]!.isEnded);
    assert.deepEqual(
      last().requests.map(({ text }) => text),
      ['three'],
    );
    await answer(refused('of three'));
    assert.equal((await three).kind, 'refused');
    runner.end();
  } finally {
    mock.timers.reset();
  }
});

test('a worker that nobody needs is ended after a while, unless there is another run', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const { runner, workers, last, answer } = world();
    const one = runner.run(QUESTION, silent);
    await answer(refused('one'));
    await one;
    runner.rest();
    const two = runner.run(QUESTION, silent);
    await answer(refused('two'));
    await two;
    mock.timers.tick(REST_MS);
    await turns();
    assert.equal(last().isEnded, false);
    runner.rest();
    mock.timers.tick(REST_MS);
    await turns();
    assert.ok(last().isEnded);
    assert.equal(workers.length, 1);
  } finally {
    mock.timers.reset();
  }
});

test('a run that says nothing for long is ended; progress is a sign of life', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const { runner, last, answer } = world();
    const run = runner.run(QUESTION, silent);
    await turns();
    mock.timers.tick(SILENCE_MS - 1);
    await answer((id) => ({ kind: 'progress', id, steps: 1 }));
    mock.timers.tick(SILENCE_MS - 1);
    await turns();
    assert.equal(last().isEnded, false);
    mock.timers.tick(1);
    const outcome = await run;
    assert.ok(outcome.kind === 'failed' && /20 seconds/.test(outcome.message));
    await turns();
    assert.ok(last().isEnded);
  } finally {
    mock.timers.reset();
  }
});
