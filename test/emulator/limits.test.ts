/**
 * Programs without an end, or that want too much, are stopped with a reason. How soon is asked in work, not in time: what
 * a program is charged for is checked against what it did.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { programsOf } from '../../bpf/flow/programs.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { explore } from '../../emulator/explore.ts';
import { DEFAULT_STEPS } from '../../emulator/machine/machine.ts';
import { linkageOf } from '../../emulator/run.ts';
import { type ProgramRun, type RunOptions, runFile } from '../../emulator/service.ts';
import { TRACE_OF_FILE } from '../../emulator/trace-lines.ts';
import { parse } from '../syntax/helpers.ts';
import { moduleOf, RECORDED, runAll } from './support.ts';

before(() => initSyntaxNode());

const program = (body: string, name = 't') => `SEC("syscall") int ${name}(void *c) { ${body} return 0; }\n`;
const map = (type: string, key: string, value: string, most: number) =>
  `struct { __uint(type, BPF_MAP_TYPE_${type}); __uint(max_entries, ${most}); ${key ? `__type(key, ${key});` : ''} __type(value, ${value}); } m SEC(".maps");\n`;

const LOOPS_FOR_EVER = /may loop forever\. If it does end, raise the limit/;
const ALLOCATES_FOR_EVER = /may allocate forever\. Release/;

const ROWS: readonly (readonly [kind: string, text: string, reason: RegExp])[] = [
  ['step-limit', program('for (;;) ;'), LOOPS_FOR_EVER],
  ['step-limit', `u64 n; ${program('while (1) n += 0x9e3779b97f4a7c15ULL * n;')}`, LOOPS_FOR_EVER],
  ['memory-limit', program('int i; bpf_for(i, 0, 8000000) bpf_cpumask_create();'), ALLOCATES_FOR_EVER],
  [
    'memory-limit',
    program('char a[1 << 30]; a[0] = 1;'),
    /^'a' takes 1024 MiB, but a run may hold only 64 MiB/,
  ],
  ['call-depth', `static int f(int n) { return f(n + 1) + 1; } ${program('return f(0);')}`, /calls itself/],
  [
    'step-limit',
    `static long cb(u32 i, void *c) { int j; bpf_for(j, 0, 100000) ; return 0; } ${program('bpf_loop(8000000, cb, NULL, 0);')}`,
    LOOPS_FOR_EVER,
  ],
  [
    'memory-limit',
    `struct v { char a[65536]; }; struct v z;\n${map('QUEUE', '', 'struct v', 1000000)}${program('for (;;) bpf_map_push_elem(&m, &z, 0);')}`,
    ALLOCATES_FOR_EVER,
  ],
];

for (const [kind, text, reason] of ROWS)
  test(`${kind}: ${text.slice(0, 60)}`, () => {
    const [run] = runAll(text);
    assert.equal(run!.faults.at(-1)?.kind, kind);
    assert.match(run!.faults.at(-1)!.message, reason);
    assert.equal(run!.returns, null);
    assert.ok(run!.work < 1.1 * DEFAULT_STEPS, `${run!.work} steps`);
  });

/** Loops of so many rounds that do much in each are stopped, though they have few instructions. */
const HEAVY: readonly (readonly [what: string, before: string, round: string, rounds: number])[] = [
  ['memset of a known length', 'char b[65536];', '__builtin_memset(b, n, sizeof(b));', 20_000],
  ['memset of any length', 'char b[65536]; volatile u32 k = 65536;', 'memset(b, n, k);', 20_000],
  ['memcpy', 'char b[65536], d[65536]; volatile u32 k = 65536;', 'memcpy(b, d, k);', 20_000],
  ['memcmp', 'char b[1 << 20], d[1 << 20];', 'memcmp(b, d, sizeof(b));', 200],
  ['a struct is copied', 'struct s { char a[1 << 20]; }; struct s x, y;', 'x = y;', 2000],
  ['strlen', 'char b[60000] = { [0 ... 59998] = 65 };', 'bpf_strlen(b);', 2000],
  ['a wide field', '', 'bpf_printk("%99999999d", 1);', 100_000],
  ['a long line', '', `bpf_printk("${'a'.repeat(2000)} %d", 1);`, 30_000],
  ['snprintf', 'char b[65536];', 'BPF_SNPRINTF(b, sizeof(b), "%500000000d", 1);', 2000],
  [
    'the value of a map',
    `struct v { char a[65536]; }; struct v z;\n${map('LRU_HASH', 'u32', 'struct v', 10)}`,
    'bpf_map_update_elem(&m, &n, &z, 0);',
    20_000,
  ],
  [
    'values of all CPUs',
    `struct v { char a[32768]; };\n${map('PERCPU_ARRAY', 'u32', 'struct v', 100000)}`,
    'u32 key = n / 8; bpf_map_lookup_percpu_elem(&m, &key, n % 8);',
    40_000,
  ],
  [
    'long texts in a short one',
    'char b[1 << 20] = { [0 ... 5000] = 65 }, d[8];',
    'BPF_SNPRINTF(d, sizeof(d), "%s%s%s%s", b, b, b, b);',
    30_000,
  ],
  ['objects', '', 'struct bpf_cpumask *m = bpf_cpumask_create(); if (m) bpf_cpumask_release(m);', 400_000],
  ['a read of memory', 'char b[65536], d[65536];', 'bpf_probe_read_kernel(b, sizeof(b), d);', 20_000],
];

for (const [what, before, round, rounds] of HEAVY)
  test(`work is counted: ${what}`, () => {
    const text = (count: string) =>
      `${before}\n${program(`for (u32 n = 0; n < ${count}; n++) { ${round} }`)}`;
    const [run] = runAll(text(String(rounds)));
    assert.match(run!.faults.at(-1)?.kind ?? 'it came to its end', /^(step|memory)-limit$/);
    // A few rounds are no trouble.
    assert.deepEqual(runAll(text('10'))[0]!.faults, []);
  });

test('a line is as long as the kernel prints, its length is what it would be', () => {
  const [run] = runAll(program('return bpf_printk("%99999d|%-2000s|%5d", 1, "x", 7);'));
  assert.equal(run!.returns, 99999 + 1 + 2000 + 1 + 5);
  assert.deepEqual(run!.output, [' '.repeat(1023)]);
});

test('the output of a run is bounded', () => {
  const [run] = runAll(program(`for (;;) bpf_printk("${'a'.repeat(1000)}");`));
  const characters = run!.output.reduce((sum, line) => sum + line.length, 0);
  assert.ok(characters < 1.1 * 1024 * 1024, `${characters} characters`);
  assert.match(run!.output.at(-1)!, /left out/);
});

test('a run can be cancelled', () => {
  let asked = 0;
  const [run] = runAll(program('for (;;) ;'), {
    maxSteps: 1e12,
    cancelled: () => ++asked > 3,
  });
  assert.equal(run!.faults[0]?.kind, 'cancelled');
});

test('bpf_loop() refuses too many rounds and flags', () => {
  const text = (count: string, flags: string) =>
    `static long cb(u32 i, void *c) { return i == 4; } SEC("syscall") int t(void *c) { return bpf_loop(${count}, cb, NULL, ${flags}); }`;
  assert.equal(runAll(text('8388609', '0'))[0]!.returns! | 0, -7);
  assert.equal(runAll(text('10', '1'))[0]!.returns! | 0, -22);
  assert.equal(runAll(text('10', '0'))[0]!.returns, 5);
  assert.equal(runAll(text('3', '0'))[0]!.returns, 3);
});

function explored(text: string) {
  const module = moduleOf(text);
  const [fn] = programsOf(module);
  return explore(linkageOf(module, fn!, '6.18'), fn!, RECORDED);
}

test('--explore: a program that never ends, or allocates for ever, says so', () => {
  const kinds = (text: string) => explored(text).faults.map(({ kind }) => kind);
  assert.deepEqual(kinds(program('for (;;) ;')), ['step-limit']);
  assert.deepEqual(
    kinds(
      program('for (;;) { struct bpf_cpumask *m = bpf_cpumask_create(); if (m) bpf_cpumask_release(m); }'),
    ),
    ['step-limit'],
  );
  assert.deepEqual(kinds(program('for (;;) bpf_cpumask_create();')), ['memory-limit']);
});

test('--explore: a loop without an end in another world is told of, a long one that the kernel ends is not', () => {
  const endless = explored(program('if (bpf_get_prandom_u32() == 77) for (;;) ;'));
  assert.deepEqual(
    endless.faults.map(({ kind }) => kind),
    ['step-limit'],
  );
  const long = explored(
    `u32 rounds = 3;\n${program('int i; u64 n = 0; if (rounds > 5000000) return 1; bpf_for(i, 0, rounds) n += i; return n;')}`,
  );
  assert.deepEqual(long.faults, []);
  assert.equal(long.isBounded, true);
});

test('--explore: all runs together are bounded, whatever a run decides and does', () => {
  const branches = Array.from({ length: 300 }, (_, i) => `if (bpf_get_prandom_u32() == ${7 * i}) n++;`).join(
    '\n',
  );
  for (const text of [
    program(`u64 n = 0; ${branches}`),
    `char b[65536];\n${program(`u64 n = 0; ${branches.replaceAll('n++;', 'n++; __builtin_memset(b, 1, 65536);')}`)}`,
    `${map('HASH', 'u32', 'u64', 1000000)}${program('for (u32 k = 0; ; k++) { u64 *v = bpf_map_lookup_elem(&m, &k); if (v) *v = 1; }')}`,
  ]) {
    const found = explored(text);
    assert.ok(found.work <= 2.2 * DEFAULT_STEPS, `${found.work} steps`);
    assert.ok(found.runs <= 2000);
    assert.equal(found.isBounded, true);
  }
});

/** What the programs of a text did in a file, as JSON. */
function ranFile(text: string, options: RunOptions = {}): ProgramRun[] {
  const runs = runFile(parse(text), options);
  assert.ok(typeof runs !== 'string');
  return runs;
}

const MANY = 60;
const many = (body: string) => Array.from({ length: MANY }, (_, i) => program(body, `t${i}`)).join('');

for (const options of [{}, { explore: true }, { trace: true }])
  test(`many programs without an end share the work of a file: ${JSON.stringify(options)}`, () => {
    const last = `${program('bpf_printk("alive");', 'last')}`;
    const runs = ranFile(many('for (;;) ;') + last, options);
    const steps = runs.reduce((sum, run) => sum + run.steps, 0);
    assert.ok(steps < 4.5 * DEFAULT_STEPS, `${steps} steps`);
    assert.deepEqual(
      runs.slice(0, MANY).map(({ faults }) => faults[0]?.kind),
      Array(MANY).fill('step-limit'),
    );
    assert.match(runs[MANY - 1]!.faults[0]!.message, /Run it alone \(--program\)/);
    // Who comes last is run all the same.
    assert.deepEqual([runs.at(-1)!.output, runs.at(-1)!.faults], [['alive'], []]);
  });

test('a trace has the first and the last calls, and says how many are left out', () => {
  const [run] = ranFile(
    program(
      'struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; for (u32 i = 0; i < 50000; i++) bpf_cpumask_set_cpu(i % 8, m); bpf_cpumask_release(m);',
    ),
    { trace: true },
  );
  const { trace, skipped } = run!;
  assert.deepEqual(skipped, { before: 10_000, count: 50_002 - 20_000 });
  assert.equal(trace!.length, 20_000);
  assert.match(trace![0]!.message, /^bpf_cpumask_create/);
  assert.match(trace!.at(-1)!.message, /^bpf_cpumask_release/);
});

test('a trace of masks of many CPUs is bounded by its length', () => {
  const [run] = ranFile(
    program(
      'struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; for (u32 i = 0; i < 8192; i += 2) bpf_cpumask_set_cpu(i, m); bpf_cpumask_release(m);',
    ),
    { trace: true, cpus: 8192 },
  );
  const characters = run!.trace!.reduce((sum, { message }) => sum + message.length, 0);
  assert.ok(characters < 20_000_000, `${characters} characters`);
  assert.equal(run!.trace!.length + (run!.skipped?.count ?? 0), 4098);
});

test('the steps of a run say how many were instructions', () => {
  const [run] = runAll(program('for (;;) bpf_printk("%999d", 1);'));
  assert.match(
    run!.faults[0]!.message,
    /^Stopped at the limit of 10000000 steps \(\d+ of them instructions, the rest memory, calls and output\): /,
  );
});

for (const cpus of [8, 8192])
  test(`traces of many programs share the room of a file, and each has both its ends: ${cpus} CPUs`, () => {
    const body =
      'struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; for (u32 i = 0; i < 1000; i++) bpf_cpumask_setall(m); bpf_cpumask_release(m);';
    const runs = ranFile(many(body), { trace: true, cpus });
    const shown = runs.flatMap(({ trace }) => trace!);
    const characters = shown.reduce((sum, { message }) => sum + message.length, 0);
    const words = shown.length * (cpus / 32);
    assert.ok(characters + 16 * words < 1.1 * TRACE_OF_FILE, `${characters} characters, ${words} words`);
    for (const { trace, skipped } of runs) {
      assert.equal(trace!.length + (skipped?.count ?? 0), 1002);
      assert.match(trace![0]!.message, /^bpf_cpumask_create/);
      assert.match(trace!.at(-1)!.message, /^bpf_cpumask_release/);
    }
    assert.ok(runs.at(-1)!.skipped);
  });

test('a trace is as bounded when only the calls at its end have large masks', () => {
  const [run] = ranFile(
    program(
      'struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; for (u32 i = 0; i < 20000; i++) bpf_get_smp_processor_id(); for (u32 i = 0; i < 8192; i += 2) bpf_cpumask_set_cpu(i, m); bpf_cpumask_release(m);',
    ),
    { trace: true, cpus: 8192 },
  );
  const { trace, skipped } = run!;
  const characters = trace!.reduce((sum, { message }) => sum + message.length, 0);
  assert.ok(characters < 1.1 * TRACE_OF_FILE, `${characters} characters`);
  assert.equal(trace!.length + skipped!.count, 2 + 20_000 + 4096);
  assert.match(trace!.at(-1)!.message, /^bpf_cpumask_release/);
});
