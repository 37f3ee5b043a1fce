/** The examples of the kernel's documentation, run: every call with the masks that it was given as they are after it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { answer } from '../../emulator/worker/answer.ts';
import type { InputValues, RunRecord } from '../../emulator/worker/messages.ts';
import { transcript } from '../emulator/transcript.ts';
import { kernelOf } from '../support/fixture.ts';

before(() => initSyntaxNode());

function run(path: string, name: string, values: InputValues = {}): RunRecord {
  const text = readFileSync(join('test/documentation', path), 'utf8');
  const target = { kind: 'function', name } as const;
  const kernel = kernelOf(text);
  const reply = answer({ kind: 'run', id: 1, path, text, files: {}, target, values, kernel }, () => {});
  assert.equal(reply.kind, 'done');
  return (reply as { record: RunRecord }).record;
}

test('set and clear', () => {
  const record = run('set-and-clear.bpf.c', 'set_and_clear', { 'machine.taskCpus': '0,2' });
  assert.deepEqual(transcript(record), [
    'cpumask_create() = mask 3 | mask 3: none',
    'cpumask_set_cpu(0, mask 3) | mask 3: 0',
    'cpumask_test_cpu(0, mask 3) = true | mask 3: 0',
    'cpumask_clear_cpu(0, mask 3) | mask 3: none',
    'cpumask_test_cpu(0, mask 3) = false | mask 3: none',
    'cpumask_test_cpu(0, cpus_mask of task 1000 (program)) = true | cpus_mask of task 1000 (program): 0,2',
    'cpumask_release(mask 3) | mask 3: none',
    'printk program may run on CPU 0',
    'returned 0',
  ]);
});

test('combine masks', () => {
  assert.deepEqual(transcript(run('combine-masks.bpf.c', 'combine_masks')), [
    'cpumask_create() = mask 3 | mask 3: none',
    'cpumask_create() = mask 4 | mask 4: none',
    'cpumask_create() = mask 5 | mask 5: none',
    'cpumask_create() = mask 6 | mask 6: none',
    'cpumask_set_cpu(0, mask 3) | mask 3: 0',
    'cpumask_set_cpu(1, mask 4) | mask 4: 1',
    'cpumask_and(mask 5, mask 3, mask 4) = false | mask 5: none | mask 3: 0 | mask 4: 1',
    'cpumask_empty(mask 5) = true | mask 5: none',
    'cpumask_or(mask 5, mask 3, mask 4) | mask 5: 0-1 | mask 3: 0 | mask 4: 1',
    'cpumask_test_cpu(0, mask 5) = true | mask 5: 0-1',
    'cpumask_test_cpu(1, mask 5) = true | mask 5: 0-1',
    'cpumask_xor(mask 6, mask 3, mask 4) | mask 6: 0-1 | mask 3: 0 | mask 4: 1',
    'cpumask_equal(mask 5, mask 6) = true | mask 5: 0-1 | mask 6: 0-1',
    'cpumask_release(mask 3) | mask 3: 0',
    'cpumask_release(mask 4) | mask 4: 1',
    'cpumask_release(mask 5) | mask 5: 0-1',
    'cpumask_release(mask 6) | mask 6: 0-1',
    'returned 0',
  ]);
});

test('keep the affinity of a task in a map', () => {
  const record = run('keep-affinity.bpf.c', 'keep_affinity', { 'machine.taskCpus': '1,5-7' });
  assert.deepEqual(transcript(record), [
    'cpumask_create() = mask 3 | mask 3: none',
    'cpumask_full(cpus_mask of task 1000 (program)) = false | cpus_mask of task 1000 (program): 1,5-7',
    'cpumask_copy(mask 3, cpus_mask of task 1000 (program)) | mask 3: 1,5-7 | cpus_mask of task 1000 (program): 1,5-7',
    'map_update_elem(&affinities, &key, &empty, 0) = 0',
    'map_lookup_elem(&affinities, &key) = value of affinities',
    'kptr_xchg(value of affinities, mask 3) = NULL | mask 3: 1,5-7',
    'printk program may not run everywhere',
    'returned 0',
  ]);
  const last = record.events.findLast(({ change }) => change.slots);
  assert.deepEqual(
    last?.change.slots?.map(({ place, object }) => [place, object]),
    [['affinities[1000].cpumask', 3]],
  );
});

test('change the mask of a map under RCU', () => {
  const record = run('borrow-under-rcu.bpf.c', 'fill_mask', { 'map:shared_mask[*].bpf_cpumask': '1' });
  const lines = transcript(record);
  const [mask] = record.objects.filter(({ isMask }) => isMask);
  assert.deepEqual(
    lines.filter((line) => line.includes('setall')),
    // bitmap_fill() fills whole words: bits beyond the 8 CPUs are set as well, and no function looks at them.
    [`cpumask_setall(${mask?.name}) | ${mask?.name}: 0-63`],
  );
  assert.equal(lines.at(-1), 'returned 0');
});

for (const [name, kind] of [
  ['change_task_mask', 'wrong-mask-type'],
  ['clear_embedded_mask', 'wrong-mask-type'],
  ['copy_into_task_mask', 'wrong-mask-type'],
  ['acquire_task_mask', 'not-owned'],
  ['release_task_mask', 'not-owned'],
  ['keep_task_mask', 'not-owned'],
] as const)
  test(`a wrong cast ends the run: ${name}`, () => {
    const { faults, returns } = run('wrong-casts.bpf.c', name);
    assert.deepEqual(
      faults.map((fault) => fault.kind),
      [kind],
    );
    assert.equal(returns, '');
  });
