import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import type { ProgramRun, RunOptions } from '../../emulator/service.ts';
import { root } from '../support/root.ts';
import { runUser } from './support.ts';

before(() => initSyntaxNode());

const read = (name: string): string => readFileSync(join(root, 'examples', name), 'utf8');

function sample(options: RunOptions): readonly ProgramRun[] {
  return runUser(read('percpu_flags.c'), { 'percpu_flags.bpf.c': read('percpu_flags.bpf.c') }, options);
}

test('the sample zeroes all CPUs, writes one, counts on one, and restores one value on all', () => {
  const [main, count] = sample({ kernel: '7.0', libbpf: '1.7', cpus: 3 });
  assert.deepEqual([main!.program, main!.returns, main!.faults, main!.errors], ['main', 0, [], undefined]);
  assert.deepEqual(main!.output, [
    ...['cpu 0: 0', 'cpu 1: 0xdeadc0de', 'cpu 2: 0'],
    'runs: 1',
    ...['cpu 0: 0x1', 'cpu 1: 0x1', 'cpu 2: 0x1'],
  ]);
  assert.deepEqual([count!.program, count!.type, count!.returns], ['count', 'syscall', 0]);
});

test('kernels before 7.0 refuse it, and libbpf before 1.7 does so first', () => {
  const [kernel] = sample({ kernel: '6.18', libbpf: '1.7', cpus: 3 });
  assert.deepEqual([kernel!.returns, kernel!.output, kernel!.errors], [1, [], ['Invalid argument']]);
  const [libbpf] = sample({ kernel: '7.0', libbpf: '1.6', cpus: 3 });
  assert.deepEqual(libbpf!.errors, [
    "libbpf: map 'counters': unexpected value size 4 provided for per-CPU map, expected 3 * 8 = 24",
    'Invalid argument',
  ]);
});
