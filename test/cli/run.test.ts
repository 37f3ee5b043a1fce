import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { parseCommand } from '../../cli/input/args.ts';
import type { RunText } from '../../cli/services.ts';
import { runFile } from '../../emulator/service.ts';
import { HOSTILE } from './hostile.ts';
import { cli, folder } from './support.ts';

before(() => initSyntaxNode());

const run: RunText = (path, text, reader, options) => runFile(parseFile(path, text, reader), options);

const TWO = `SEC("syscall") int first(void *ctx) { bpf_printk("cpu %d", bpf_get_smp_processor_id()); return -1; }
SEC("syscall") int second(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	if (!m)
		return 0;
	bpf_cpumask_set_cpu(1, m);
	return bpf_cpumask_weight((const struct cpumask *)m);
}
`;

test('run: each program, its value, its output, its faults', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': TWO });
  const { code, out, err } = await cli(['run', 'a.bpf.c'], { cwd, run });
  assert.deepEqual([code, err], [1, '']);
  assert.match(out, /^first \(syscall\): returned 4294967295 \(-1\) after \d+ steps\n {2}\| cpu 0\n/);
  assert.match(out, /\nsecond \(syscall\): returned 1 after \d+ steps, 1 fault\n/);
  assert.match(out, /\na\.bpf\.c:8:2: error unreleased-reference: /);
});

test('run: JSON as the contract has it', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': TWO });
  const { out } = await cli(['run', '--format', 'json', 'a.bpf.c'], { cwd, run });
  const { version, programs } = JSON.parse(out);
  assert.equal(version, 1);
  assert.deepEqual(Object.keys(programs[0]), ['program', 'type', 'returns', 'faults', 'output', 'steps']);
  assert.deepEqual(
    [programs[0].program, programs[0].type, programs[0].returns],
    ['first', 'syscall', 0xffffffff],
  );
  assert.deepEqual(programs[0].output, ['cpu 0']);
  const [fault] = programs[1].faults;
  assert.deepEqual(Object.keys(fault), ['kind', 'message', 'range', 'path']);
  assert.deepEqual(fault.range.start, { line: 7, character: 1 });
  assert.deepEqual(fault.path[0].range.start, { line: 3, character: 25 });
});

test('run --program: that one; a clean run ends with 0', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': TWO });
  const { code, out } = await cli(['run', '--program', 'first', '--cpu', '3', 'a.bpf.c'], { cwd, run });
  assert.equal(code, 0);
  assert.match(out, /cpu 3/);
  assert.doesNotMatch(out, /second/);
});

test('run --trace: arguments, masks before and after, references', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': TWO });
  const { out } = await cli(['run', '--trace', '--program', 'second', 'a.bpf.c'], { cwd, run });
  assert.match(
    out,
    /4: bpf_cpumask_create\(\) = mask \d+ \(reference 1\) {2}mask \d+: none {2}1 reference\n/,
  );
  assert.match(
    out,
    /7: bpf_cpumask_set_cpu\(1, mask \d+ \(reference 1\)\) {2}mask \d+: none -> 1 {2}1 reference\n/,
  );
});

test('run --explore: the shortest run that faults', async (t) => {
  const text =
    'SEC("syscall") int t(void *c) { struct bpf_cpumask *m = bpf_cpumask_create(); bpf_cpumask_clear(m); bpf_cpumask_release(m); return 0; }';
  const cwd = folder(t, { 'a.bpf.c': text });
  assert.equal((await cli(['run', 'a.bpf.c'], { cwd, run })).code, 0);
  const { code, out } = await cli(['run', '--explore', 'a.bpf.c'], { cwd, run });
  assert.equal(code, 1);
  assert.match(out, /t \(syscall\): 2 runs, 1 fault/);
  assert.match(out, /possibly-null-argument/);
  assert.match(out, /memory is short here: the result is NULL/);
  assert.equal((await cli(['run', '--fail', 'create:1', 'a.bpf.c'], { cwd, run })).code, 1);
});

test('run: a program that cannot be read costs that program', async (t) => {
  const text = `${TWO}SEC("syscall") int third(void *ctx) { struct task_struct *t = bpf_core_cast(ctx); return 0; }\n`;
  const cwd = folder(t, { 'a.bpf.c': text });
  for (const options of [[], ['--explore'], ['--trace']]) {
    const { code, out, err } = await cli(['run', ...options, 'a.bpf.c'], { cwd, run });
    assert.deepEqual([code, err], [1, '']);
    assert.match(out, /\na\.bpf\.c:8:2: error unreleased-reference: /);
    assert.match(out, /\nthird \(syscall\): .*\n\na\.bpf\.c:10:\d+: error not-emulated: /);
  }
});

test('run: calls with too few or too many arguments are faults that say so', async (t) => {
  const cwd = folder(t, {
    'a.bpf.c': `${TWO}SEC("syscall") int third(void *ctx) { bpf_cpumask_release(); return 0; }
SEC("syscall") int fourth(void *ctx) { bpf_map_update_elem(ctx, ctx); return 0; }
SEC("syscall") int fifth(void *ctx) { bpf_cpumask_weight(ctx, ctx); return 0; }
`,
  });
  const { code, out, err } = await cli(['run', 'a.bpf.c'], { cwd, run });
  assert.deepEqual([code, err], [1, '']);
  assert.match(out, /error not-emulated: third\(\) .* bpf_cpumask_release\(\) with 0 arguments/);
  assert.match(out, /error not-emulated: fourth\(\) .* bpf_map_update_elem\(\) with 2 arguments/);
  assert.match(out, /error not-emulated: fifth\(\) .* bpf_cpumask_weight\(\) with 2 arguments/);
  assert.match(out, /^first \(syscall\): returned/);
});

test('run --trace: the middle of a long run is left out, and said', async (t) => {
  const text =
    'SEC("syscall") int t(void *c) { for (int i = 0; i < 30000; i++) bpf_get_smp_processor_id(); return 0; }';
  const cwd = folder(t, { 'a.bpf.c': text });
  const { out } = await cli(['run', '--trace', 'a.bpf.c'], { cwd, run });
  assert.match(out, /\n {2}… 10000 calls not shown\n/);
});

test('run: wrong use is one line and 2', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': TWO, 'none.bpf.c': 'int x;' });
  const wrong = async (...argv: string[]) => {
    const { code, out, err } = await cli(['run', ...argv], { cwd, run });
    assert.deepEqual([code, out], [2, '']);
    return err;
  };
  assert.match(await wrong('missing.bpf.c'), /^bpf-cpumask: missing\.bpf\.c: /);
  assert.match(await wrong('none.bpf.c'), /the file has no BPF program/);
  assert.match(
    await wrong('--program', 'third', 'a.bpf.c'),
    /no program 'third'; the programs are first, second/,
  );
  assert.match(await wrong('--config-nr-cpus', '1', '--cpus', '1', 'a.bpf.c'), /NR_CPUS is 2 to 8192, not 1/);
  assert.match(await wrong('--cpus', '9000', 'a.bpf.c'), /1 to 8192 CPUs/);
  assert.match(
    await wrong('--cpus', '64', '--config-nr-cpus', '32', 'a.bpf.c'),
    /NR_CPUS=32 cannot have 64 CPUs/,
  );
  assert.match(await wrong('--cpu', '8', 'a.bpf.c'), /no CPU 8: the machine has CPUs 0-7/);
  assert.match(
    await wrong('--task', 'cpus=0-99', 'a.bpf.c'),
    /CPU 8 does not exist: the machine has CPUs 0-7/,
  );
});

test('run: what the command line says', () => {
  const reason = (...argv: string[]) => {
    const command = parseCommand(['run', ...argv, 'a.bpf.c']);
    return command.command === 'wrong' ? command.reason : '';
  };
  assert.match(reason('--cpus', 'many'), /--cpus takes a whole number/);
  assert.match(reason('--fail', 'create'), /--fail takes create:N/);
  assert.match(reason('--race', 'kptr:0'), /--race takes kptr:N/);
  assert.match(reason('--task', 'cpus=9-1'), /is not a CPU list/);
  assert.match(reason('--task', 'colour=red'), /--task takes cpus=/);
  assert.match(reason('--format', 'sarif'), /unknown format 'sarif'/);
  assert.match(reason('other.bpf.c'), /run takes one file/);
  const command = parseCommand([
    'run',
    '--task',
    'cpus=0-3,8;pid=7;comm=x',
    '--seed',
    '4',
    '--race',
    'kptr:2',
    'a.bpf.c',
  ]);
  assert.equal(command.command, 'run');
  if (command.command !== 'run') return;
  assert.deepEqual(command.options.task, { cpus: [0, 1, 2, 3, 8], pid: 7, comm: 'x' });
  assert.deepEqual([command.options.seed, command.options.raceKptr], [4, [2]]);
});

for (const [name, make] of Object.entries(HOSTILE)) {
  test(`run of hostile input: ${name}`, async (t) => {
    const cwd = folder(t, { 'a.bpf.c': make() });
    const { code, err } = await cli(['run', 'a.bpf.c'], { cwd, run });
    assert.ok(code === 0 || code === 1 || code === 2);
    assert.doesNotMatch(err, /internal error/);
  });
}
