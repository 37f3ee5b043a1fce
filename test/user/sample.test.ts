import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import type { ProgramRun, RunOptions } from '../../emulator/service.ts';
import { runText } from '../../emulator/user/service.ts';
import { root } from '../support/root.ts';
import { runUser } from './support.ts';

before(() => initSyntaxNode());

const NO_FILES = { read: () => undefined };
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

test('--trace lists the calls of libbpf and of the C library, with what they gave', () => {
  const [main] = sample({ kernel: '6.18', libbpf: '1.7', cpus: 3, trace: true });
  const calls = main!.trace!.map(({ message, range }) => `${range.start.line + 1}: ${message}`);
  assert.deepEqual(calls.slice(1, 4), [
    '34: libbpf_num_possible_cpus() = 3',
    '43: bpf_map__update_elem(&bpf_map, &key, 4, &zero, 4, 16) = -22',
    '70: strerror(22) = "Invalid argument"',
  ]);
});

test('what is for BPF programs alone is not done silently', () => {
  const run = (options: RunOptions) =>
    runText('/x/main.c', 'int main(void) { return 0; }', NO_FILES, options);
  assert.match(String(run({ explore: true })), /user space; --explore/);
  assert.match(String(run({ program: 'count' })), /'count' is not run from here/);
  assert.ok(Array.isArray(run({ program: 'main' })));
});
test('a fault of a BPF program is in its file, and in that of user space where it was run', () => {
  const program = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("syscall")
int loses(void *ctx)
{
	return bpf_cpumask_create() != NULL;
}
char LICENSE[] SEC("license") = "GPL";
`;
  const user = `#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "lost.skel.h"

int main(void)
{
	struct lost_bpf *skel = lost_bpf__open_and_load();
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	return bpf_prog_test_run_opts(bpf_program__fd(skel->progs.loses), &opts);
}
`;
  const [main, loses] = runUser(user, { 'lost.bpf.c': program }, { trace: true });
  const [there] = main!.faults;
  assert.deepEqual(
    [there!.file, there!.range.start.line, there!.path.at(-1)!.range.start.line],
    [undefined, 9, 6],
  );
  const [fault] = loses!.faults;
  assert.match(fault!.file!, /lost\.bpf\.c$/);
  assert.equal(fault!.range.start.line, 6);
  const created = main!.trace!.find(({ message }) => message.startsWith('bpf_cpumask_create'))!;
  assert.deepEqual([created.path, created.range.start.line], [fault!.file, 6]);
});
