/** The record of a run: what each step changed, both ends of a long run, values that mean nothing. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { answer } from '../../emulator/worker/answer.ts';
import type { RunEvent } from '../../emulator/worker/messages.ts';
import { marked, record } from './selecting.ts';

before(() => initSyntaxNode());

const program = (body: string) => `SEC("syscall") int f(void *ctx) { ¦${body} return 0; }`;
const CREATE = 'struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 1;';

function named(events: readonly RunEvent[], name: string): RunEvent {
  const found = events.find((event) => event.name === name);
  assert.ok(found, `${name} is recorded`);
  return found;
}

describe('a step', () => {
  test('tells who holds a new reference, and that it is gone after its release', () => {
    const { events } = record(program(`${CREATE} bpf_cpumask_release(m);`));
    const [made] = named(events, 'bpf_cpumask_create').change.references ?? [];
    assert.deepEqual([made?.struct, made?.by, made?.holders], ['bpf_cpumask', 'bpf_cpumask_create', ['m']]);
    const { change } = named(events, 'bpf_cpumask_release');
    assert.deepEqual(change.references, []);
    assert.deepEqual(change.gone, [made?.object]);
    assert.equal(
      change.variables?.find(({ name }) => name === 'm')?.value,
      `mask ${made?.object} (given away)`,
    );
  });

  test('tells the words of a mask that it changed, and no others', () => {
    const { events } = record(
      program(`${CREATE} bpf_cpumask_set_cpu(5, m); bpf_cpumask_set_cpu(40, m); bpf_cpumask_release(m);`),
      {
        'machine.cpus': '64',
      },
    );
    const changed = events
      .filter(({ name }) => name === 'bpf_cpumask_set_cpu')
      .map(({ change }) => change.masks);
    assert.deepEqual(
      changed.map((masks) => masks?.map(({ words }) => words)),
      [[[[0, 32]]], [[[1, 256]]]],
    );
  });

  test('tells apart what it changed in a mask and what it found there', () => {
    const { events } = record(
      'static int f(struct task_struct *p) { ¦s32 cpu = bpf_cpumask_first(p->cpus_ptr); scx_bpf_test_and_clear_cpu_idle(cpu); scx_bpf_test_and_clear_cpu_idle(cpu + 1); const struct cpumask *idle = scx_bpf_get_idle_cpumask(); scx_bpf_test_and_clear_cpu_idle(cpu + 2); scx_bpf_put_cpumask(idle); return 0; }',
    );
    const told = events
      .filter(({ kind }) => kind === 'call')
      .map(({ change }) => (change.masks ?? []).map(({ words, isOld }) => [words[0]?.[1], isOld ?? false]));
    assert.deepEqual(told, [[[255, true]], [], [], [[252, true]], [[248, false]], []]);
  });

  test('tells of RCU sections', () => {
    const { events } = record(program('bpf_rcu_read_lock(); bpf_rcu_read_unlock();'));
    assert.equal(named(events, 'bpf_rcu_read_lock').change.sections?.rcu, 1);
    assert.equal(named(events, 'bpf_rcu_read_unlock').change.sections?.rcu, 0);
  });

  test('names the function that calls, and the variable of its caller', () => {
    const source = `static void g(struct bpf_cpumask *x) { bpf_cpumask_clear(x); }\n${program(`${CREATE} g(m); bpf_cpumask_release(m);`)}`;
    const { events } = record(source);
    const clear = named(events, 'bpf_cpumask_clear');
    assert.deepEqual([clear.function, clear.depth, clear.place.range.start.line], ['g', 1, 0]);
    assert.deepEqual(clear.change.references?.[0]?.holders, ['x', 'm (in f)']);
  });

  test('what a call before left in the variables of a function is not shown', () => {
    const source = `static int g(u32 n) { u32 late; if (n) { late = n; bpf_get_smp_processor_id(); return late; } bpf_ktime_get_ns(); return 0; }\n${program('g(7); g(0);')}`;
    const { variables } = named(record(source).events, 'bpf_ktime_get_ns').change;
    assert.deepEqual(variables, [{ name: 'n', value: '0' }]);
  });
});

describe('a long run', () => {
  const loop = (n: number) =>
    program(`${CREATE} int i; bpf_for(i, 0, ${n}) bpf_cpumask_set_cpu(i & 7, m); bpf_cpumask_release(m);`);

  test('of 20,000 calls is recorded as a whole', () => {
    const { events, skipped } = record(loop(19_998));
    assert.equal(events.length, 20_000 + 2);
    assert.equal(skipped, undefined);
  });

  test('of more calls is recorded at both ends; behind the gap everything is told', () => {
    const { events, skipped } = record(loop(100_000));
    assert.deepEqual(skipped, { before: 10_001, count: 80_002 });
    assert.equal(events.length, 20_000 + 2);
    const { change, name } = events[10_001]!;
    assert.equal(name, 'bpf_cpumask_set_cpu');
    assert.deepEqual(
      change.masks?.map(({ words }) => words),
      [[[0, 255]]],
    );
    assert.deepEqual(Object.keys(change).sort(), [
      'maps',
      'masks',
      'references',
      'sections',
      'slots',
      'variables',
    ]);
    assert.equal(events.at(-2)?.name, 'bpf_cpumask_release');
  });

  test('of calls that change much is recorded in fewer of them', () => {
    const names = Array.from({ length: 60 }, (_, i) => `a_variable_with_a_long_name_${i}`);
    const changed = names.map((name) => `${name} += i;`).join(' ');
    const { events, skipped } = record(
      program(
        `int i; ${names.map((name) => `u64 ${name} = 1;`).join(' ')} bpf_for(i, 0, 20000) { ${changed} bpf_get_smp_processor_id(); }`,
      ),
    );
    const calls = events.length - 2;
    assert.ok(calls < 10_000, `${calls} calls`);
    assert.deepEqual(skipped, { before: calls / 2 + 1, count: 20_000 - calls });
    assert.equal(events.at(-2)?.change.variables?.find(({ name }) => name === 'i')?.value, '19999');
  });

  test('of which there is much to tell of each call is recorded in less calls', () => {
    const source = program('struct bpf_cpumask *m; while (1) m = bpf_cpumask_create();');
    const run = record(source, { 'machine.cpus': '8192' });
    assert.deepEqual(
      run.faults.map(({ kind }) => kind),
      ['memory-limit'],
    );
    assert.ok(run.skipped && run.skipped.count > 10_000, 'most calls are left out');
    assert.ok(JSON.stringify(run).length < 32_000_000, 'it can be sent to a panel');
  });

  test('tells how far it is, and stops at its limit', () => {
    const { text, target } = marked(
      'SEC("syscall") int f(void *ctx) { ¦u64 n = 0; while (1) n++; return n; }',
    );
    const values = { 'machine.maxSteps': '40000000' };
    const told: number[] = [];
    const request = {
      kind: 'run',
      id: 1,
      path: 't.bpf.c',
      text,
      files: {},
      target,
      values,
      kernel: '6.18',
    } as const;
    const reply = answer(request, (steps) => told.push(steps));
    assert.equal(reply.kind === 'done' && reply.record.faults[0]?.kind, 'step-limit');
    assert.ok(told.length > 1, 'progress is told');
    assert.deepEqual(
      [...told].sort((a, b) => a - b),
      told,
    );
  });
});

describe('a value that means nothing', () => {
  const source = 'static int f(struct bpf_cpumask *m, u8 n) { ¦bpf_cpumask_set_cpu(n, m); return 0; }';
  const ROWS: readonly (readonly [string, string, RegExp])[] = [
    ['variable:m', '3-1', /CPU list.*The run used 0-7 instead/],
    ['variable:m', '9', /CPU 9: the machine has CPUs 0-7/],
    ['variable:n', 'three', /Enter a number/],
    ['variable:n', '256', /from -128 to 255/],
    ['machine.cpus', '0', /from 1 to 8192/],
    ['machine.cpus', '8193', /from 1 to 8192/],
    ['machine.nrCpus', '4', /from 8 to 8192/],
    ['machine.cpu', '8', /from 0 to 7/],
    ['machine.taskCpus', '0-99', /CPU 8/],
    ['machine.taskCpus', 'none', /at least one CPU/],
    ['machine.failCreate', 'x', /Enter call numbers/],
  ];
  for (const [id, value, problem] of ROWS)
    test(`${id} = ${value}`, () => {
      const run = record(source, { [id]: value });
      const input = run.inputs.find((one) => one.id === id);
      assert.match(input?.problem ?? '', problem);
      assert.equal(input?.value, value);
      assert.deepEqual(
        run.inputs.filter((one) => one.problem && one.id !== id),
        [],
      );
    });

  test('a text that is no value of this run is not looked at', () => {
    assert.equal(record(source, { 'variable:gone': '1', __proto__: 'x' }).returns, 'returned 0');
  });
});
