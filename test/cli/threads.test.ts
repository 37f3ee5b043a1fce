/** Many files by several threads: told in order, held within bounds, and a thread that is lost costs one file. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import type { OpenThread, Order, Report } from '../../cli/threads/messages.ts';
import { LEAK } from '../server/client.ts';
import { root } from '../support/root.ts';
import { cli, folder, markedCheck } from './support.ts';

interface Fake {
  readonly orders: Order[];
  readonly report: (report: Report) => void;
  readonly lose: (error: unknown) => void;
  ended: boolean;
}

/** Threads that check when the test says so. */
function threads(files: readonly string[]) {
  const all: Fake[] = [];
  const open: OpenThread = (_, report, lose) => {
    const fake: Fake = { orders: [], report, lose, ended: false };
    all.push(fake);
    const end = () => {
      fake.ended = true;
    };
    return { send: (order) => void fake.orders.push(order), end };
  };
  /** The thread has checked what it was at. */
  const finish = (thread: number, index: number) => {
    const path = files[index]!;
    const outcome = {
      result: { ...markedCheck(path, '@error', { read: () => undefined }, { kernel: '6.18' }), path },
      text: '@error',
      output: '',
    };
    const checked = { outcome, isLossy: false, problems: [], outside: [] };
    all[thread]!.report({ kind: 'begun', index });
    all[thread]!.report({ kind: 'checked', index, checked });
  };
  const given = () => all.map(({ orders }) => orders.map((order) => order.join(' ')));
  return { all, open, finish, given };
}

const names = (count: number) =>
  Array.from({ length: count }, (_, i) => `f${String(i).padStart(2, '0')}.bpf.c`);
const contents = (files: readonly string[]) => Object.fromEntries(files.map((file) => [file, '@error']));
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const told = (out: string) => [...out.matchAll(/^(\S+?):1:1: error/gm)].map(([, name]) => name);

test('results wait for their turn', async (t) => {
  const files = names(4);
  const { open, finish, given } = threads(files);
  const cwd = folder(t, contents(files));
  const running = cli(['check', '-j', '2', ...files], { cwd, openThread: open });
  await settled();
  assert.deepEqual(given(), [['0'], ['1']]);
  finish(1, 1);
  finish(1, 2);
  finish(1, 3);
  assert.deepEqual(given(), [['0'], ['1', '2', '3']]);
  finish(0, 0);
  const { out, code } = await running;
  assert.deepEqual(told(out), files);
  assert.equal(code, 1);
});

test('a lost thread costs the file that it was at; another checks the rest of its group', async (t) => {
  const files = names(4);
  const { all, open, finish, given } = threads(files);
  const cwd = folder(t, contents(files));
  // The first three are one group.
  const unitOf = (path: string) => (path.endsWith('f03.bpf.c') ? path : 'one');
  const running = cli(['check', '-j', '2', ...files], { cwd, openThread: open, unitOf });
  await settled();
  assert.deepEqual(given(), [['0 1 2'], ['3']]);
  finish(0, 0);
  all[0]!.report({ kind: 'begun', index: 1 });
  all[0]!.lose(new Error('out of memory'));
  finish(1, 3);
  assert.deepEqual(given(), [['0 1 2'], ['3'], ['2']]);
  finish(2, 2);
  const { out, err, code } = await running;
  assert.deepEqual(told(out), ['f00.bpf.c', 'f02.bpf.c', 'f03.bpf.c']);
  assert.match(err, /f01\.bpf\.c.*out of memory/);
  assert.equal(code, 2);
});

test('what is held is bounded, and what is waited for is begun all the same', async (t) => {
  const files = names(60);
  const { all, open, finish } = threads(files);
  const cwd = folder(t, contents(files));
  const running = cli(['check', '-j', '2', ...files], { cwd, openThread: open });
  await settled();
  // The first file takes long: the other thread does not run away.
  let given = 1;
  for (; all[1]!.orders.length === given; given++) {
    finish(1, given);
  }
  assert.equal(given, 33);
  finish(0, 0);
  const seen = new Set<number>();
  for (let turn = 0; seen.size < files.length - given && turn < 1000; turn++) {
    await settled();
    for (const [thread, { orders }] of all.entries()) {
      const index = orders.at(-1)![0]!;
      if (index < given || seen.has(index)) continue;
      seen.add(index);
      finish(thread, index);
    }
  }
  assert.deepEqual(told((await running).out), files);
});

test('when nobody reads any more, the threads are ended', async (t) => {
  const files = names(4);
  const { all, open, finish } = threads(files);
  const cwd = folder(t, contents(files));
  const running = cli(['check', '-j', '2', ...files], { cwd, openThread: open, closesAfter: 1 });
  await settled();
  finish(0, 0);
  await running;
  assert.ok(all.every(({ ended }) => ended));
});

test('few files, fixes and standard input need no threads', async (t) => {
  const files = names(8);
  const cwd = folder(t, contents(files));
  for (const args of [
    files.slice(0, 5),
    ['-j', '4', '--diff', ...files],
    ['-j', '4', '-', ...files],
    ['-j', '1', ...files],
  ])
    assert.ok(
      (await cli(['check', ...args], { cwd, mostThreads: 8, unitOf: (path) => path })).code <= 2,
      args[0],
    );
  for (const wrong of ['0', 'x', '1.5', '257'])
    assert.match((await cli(['check', '-j', wrong, '.'], { cwd })).err, /unknown number of threads/);
});

test('the program says the same with one thread and with three', (t) => {
  const leaks = Object.fromEntries(names(9).map((name, i) => [name, `${'\n'.repeat(i)}${LEAK}`]));
  const cwd = folder(t, {
    ...leaks,
    'part.bpf.h': 'static int helper(void)\n{\n\tbpf_cpumask_create();\n\treturn 0;\n}\n',
    'whole.bpf.c': `#include "part.bpf.h"\n${LEAK}`,
    'latin.bpf.c': Buffer.from('// \xe9\n', 'latin1'),
    '.bpf-cpumask.json': '{ "targetKernel": 5 }',
  });
  const run = (jobs: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'dist/cli.js'), 'check', '-j', jobs, ...args, '.', 'missing.bpf.c'],
      { cwd, encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  };
  for (const args of [[], ['--format', 'json'], ['--show-fixes'], ['--format', 'github']]) {
    const alone = run('1', ...args);
    assert.ok(alone.stdout.length > 1000 && alone.stderr.includes('.bpf-cpumask.json:1:'), alone.stderr);
    assert.deepEqual(run('3', ...args), alone, args.join(' '));
  }
});
