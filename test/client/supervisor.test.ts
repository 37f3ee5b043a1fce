import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoAnswer, type ServerState, type Supervisor, supervise } from '../../client/server/supervisor.ts';

interface Fake {
  readonly lose: (why: string) => void;
  answer(): void;
  refuse(error: Error): void;
  stopped: boolean;
}

/** A supervisor over servers that do what the test says. */
function world() {
  const servers: Fake[] = [];
  const states: ServerState[] = [];
  const said: string[] = [];
  const waits: number[] = [];
  let now = 0;
  const supervisor: Supervisor = supervise({
    async create(lose) {
      let answer = () => {};
      let refuse = (_: Error) => {};
      const started = new Promise<void>((resolve, reject) => {
        answer = resolve;
        refuse = reject;
      });
      const fake: Fake = { lose, answer, refuse, stopped: false };
      servers.push(fake);
      const stop = async () => {
        fake.stopped = true;
      };
      return { start: () => started, stop, ask: async (method) => `${method} of ${servers.indexOf(fake)}` };
    },
    changed: (state) => states.push(state),
    crashed: (why) => said.push(`crashed: ${why}`),
    gaveUp: (why) => said.push(`gave up: ${why}`),
    now: () => now,
    wait: async (ms) => void waits.push(ms),
  });
  const later = (ms: number) => {
    now += ms;
  };
  return { supervisor, servers, states, said, waits, later, last: () => servers.at(-1)! };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function running() {
  const made = world();
  made.supervisor.start();
  await settled();
  made.last().answer();
  await settled();
  return made;
}

test('starts once, however often it is asked', async () => {
  const { supervisor, servers, states } = await running();
  supervisor.start();
  supervisor.start();
  await settled();
  assert.equal(servers.length, 1);
  assert.deepEqual(states, ['starting', 'running']);
});

test('a lost server is started again, and the old one is ended', async () => {
  const { servers, states, last, said } = await running();
  last().lose('killed');
  await settled();
  last().answer();
  await settled();
  assert.deepEqual(
    servers.map(({ stopped }) => stopped),
    [true, false],
  );
  assert.deepEqual(states, ['starting', 'running', 'starting', 'running']);
  assert.deepEqual(said, ['crashed: killed']);
});

test('one end is counted once, whatever reports it', async () => {
  const { servers, said, last } = await running();
  const first = last();
  first.lose('closed');
  first.lose('closed again');
  await settled();
  assert.deepEqual(said, ['crashed: closed']);
  assert.equal(servers.length, 2);
});

test('the fifth crash in three minutes is the last', async () => {
  const { supervisor, servers, said, last, waits } = await running();
  for (let i = 0; i < 5; i++) {
    last().lose(`crash ${i}`);
    await settled();
  }
  assert.equal(supervisor.state(), 'failed');
  assert.equal(servers.length, 5);
  assert.equal(said.at(-1), 'gave up: crash 4');
  assert.deepEqual(waits, [0, 500, 750, 1000]);
  supervisor.start();
  await settled();
  assert.equal(servers.length, 5, 'only a restart starts it now');
});

test('crashes far apart are forgiven', async () => {
  const { supervisor, last, later } = await running();
  for (let i = 0; i < 12; i++) {
    later(60_000);
    last().lose('crash');
    await settled();
    last().answer();
    await settled();
  }
  assert.equal(supervisor.state(), 'running');
});

test('a restart forgets the crashes', async () => {
  const { supervisor, last } = await running();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 4; i++) {
      last().lose('crash');
      await settled();
    }
    const restarted = supervisor.restart();
    await settled();
    last().answer();
    await restarted;
    assert.equal(supervisor.state(), 'running');
  }
});

test('a start that fails counts as a crash', async () => {
  const { supervisor, last, said } = world();
  supervisor.start();
  for (let i = 0; i < 5; i++) {
    await settled();
    last().refuse(new Error('no wasm'));
    await settled();
  }
  assert.equal(supervisor.state(), 'failed');
  assert.equal(said.at(-1), 'gave up: no wasm');
});

test('no answer is not tried again', async () => {
  const { supervisor, servers, last } = world();
  supervisor.start();
  await settled();
  last().refuse(new NoAnswer('no answer'));
  await settled();
  assert.equal(supervisor.state(), 'failed');
  assert.equal(servers.length, 1);
  assert.ok(last().stopped);
});

test('restart in every state ends in one running server', async () => {
  const given = {
    stopped: async () => world(),
    starting: async () => {
      const made = world();
      made.supervisor.start();
      return made;
    },
    running,
    failed: async () => {
      const made = world();
      made.supervisor.start();
      await settled();
      made.last().refuse(new NoAnswer('none'));
      await settled();
      return made;
    },
  };
  for (const [state, make] of Object.entries(given)) {
    const { supervisor, servers } = await make();
    assert.equal(supervisor.state(), state);
    const both = [supervisor.restart(), supervisor.restart()];
    await settled();
    for (const server of servers) server.answer();
    await Promise.all(both);
    await settled();
    assert.equal(supervisor.state(), 'running', state);
    assert.equal(servers.filter(({ stopped }) => !stopped).length, 1, state);
  }
});

test('stopped while it waits to start again, it stays stopped', async () => {
  const { supervisor, servers, last } = await running();
  last().lose('crash');
  await supervisor.stop();
  await settled();
  assert.equal(supervisor.state(), 'stopped');
  assert.ok(servers.every(({ stopped }) => stopped));
});

test('who asks waits for the server that will run, also over a crash', async () => {
  const { supervisor, last } = world();
  supervisor.start();
  const asked = supervisor.running().then((server) => server.ask('page', {}));
  await settled();
  last().refuse(new Error('no'));
  await settled();
  last().answer();
  assert.equal(await asked, 'page of 1');
  assert.equal(await (await supervisor.running()).ask('rules', {}), 'rules of 1');
});

test('where there will be no server, who asks is told so', async () => {
  const { supervisor, last } = world();
  await assert.rejects(supervisor.running(), /stopped/);
  supervisor.start();
  await settled();
  const asked = assert.rejects(supervisor.running(), /failed/);
  last().refuse(new NoAnswer('silent'));
  await asked;
});
