/** Faults: the kind, the line, and the path to it. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import type { FaultKindId } from '../../emulator/faults.ts';
import type { MachineOptions } from '../../emulator/machine/machine.ts';
import { runAll } from './support.ts';

before(() => initSyntaxNode());

const HEAD = `
struct holder { struct bpf_cpumask __kptr *mask; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, struct holder); __uint(max_entries, 1); } holders SEC(".maps");
struct guarded { struct bpf_spin_lock lock; u64 n; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, struct guarded); __uint(max_entries, 1); } locks SEC(".maps");
static struct bpf_cpumask __kptr *slot;
u64 sink;
static int helper(int n) { return n; }
static long two(u32 i, void *ctx) { return 2; }
`;
const CREATE = 'struct bpf_cpumask *m = bpf_cpumask_create(), *o; if (!m) return 0;';
const R = '(const struct cpumask *)';

const ROWS: readonly (readonly [FaultKindId, string, string, Partial<MachineOptions>?])[] = [
  [
    'possibly-null-argument',
    'creation fails',
    'struct bpf_cpumask *m = bpf_cpumask_create(); bpf_cpumask_clear(m); bpf_cpumask_release(m);',
    { failCreate: [1] },
  ],
  [
    'possibly-null-argument',
    'an empty slot',
    `bpf_rcu_read_lock(); sink = bpf_cpumask_weight(${R}slot); bpf_rcu_read_unlock();`,
  ],
  [
    'possibly-null-argument',
    'a field of NULL is a slot',
    `${CREATE} struct holder *h = NULL; o = bpf_kptr_xchg(&h->mask, m); if (o) bpf_cpumask_release(o);`,
  ],
  [
    'possibly-null-dereference',
    'no element',
    'u32 k = 5; struct guarded *g = bpf_map_lookup_elem(&locks, &k); g->n = 1;',
  ],
  ['use-after-release', 'release twice', `${CREATE} bpf_cpumask_release(m); bpf_cpumask_release(m);`],
  ['use-after-release', 'use after release', `${CREATE} bpf_cpumask_release(m); bpf_cpumask_set_cpu(0, m);`],
  [
    'use-after-release',
    'use after it moved',
    `${CREATE} o = bpf_kptr_xchg(&slot, m); if (o) bpf_cpumask_release(o); bpf_cpumask_set_cpu(0, m);`,
  ],
  ['use-after-release', 'read after release', `${CREATE} bpf_cpumask_release(m); sink = m->cpumask.bits[0];`],
  ['unreleased-reference', 'a leak', `${CREATE} sink = 1;`],
  [
    'unreleased-reference',
    'a scheduler mask',
    'const struct cpumask *c = scx_bpf_get_online_cpumask(); sink = bpf_cpumask_weight(c);',
  ],
  [
    'not-owned',
    'release of a borrowed mask',
    `${CREATE} o = bpf_kptr_xchg(&slot, m); if (o) bpf_cpumask_release(o); bpf_rcu_read_lock(); o = slot; if (o) bpf_cpumask_release(o); bpf_rcu_read_unlock();`,
  ],
  [
    'wrong-mask-type',
    'a kernel mask is changed',
    'struct task_struct *t = bpf_get_current_task_btf(); bpf_rcu_read_lock(); bpf_cpumask_clear((struct bpf_cpumask *)t->cpus_ptr); bpf_rcu_read_unlock();',
  ],
  ['wrong-mask-type', 'a number', 'bpf_cpumask_clear((struct bpf_cpumask *)77);'],
  [
    'outside-rcu-section',
    'the section is over',
    `${CREATE} o = bpf_kptr_xchg(&slot, m); if (o) bpf_cpumask_release(o); bpf_rcu_read_lock(); o = slot; bpf_rcu_read_unlock(); if (o) sink = bpf_cpumask_weight(${R}o);`,
  ],
  [
    'outside-rcu-section',
    'no section in a sleepable program',
    `struct task_struct *t = bpf_get_current_task_btf(); sink = bpf_cpumask_weight(t->cpus_ptr);`,
  ],
  ['unbalanced-rcu-section', 'not ended', 'bpf_rcu_read_lock();'],
  ['unbalanced-rcu-section', 'not started', 'bpf_rcu_read_unlock();'],
  [
    'unbalanced-rcu-section',
    'nested before 6.19',
    'bpf_rcu_read_lock(); bpf_rcu_read_lock(); bpf_rcu_read_unlock(); bpf_rcu_read_unlock();',
  ],
  ['unbalanced-rcu-section', 'preemption stays off', 'bpf_preempt_disable();'],
  [
    'unbalanced-rcu-section',
    'a lock is kept',
    'u32 k = 0; struct guarded *g = bpf_map_lookup_elem(&locks, &k); if (g) bpf_spin_lock(&g->lock);',
  ],
  [
    'call-not-allowed-here',
    'a kfunc under a lock',
    `${CREATE} u32 k = 0; struct guarded *g = bpf_map_lookup_elem(&locks, &k); if (g) { bpf_spin_lock(&g->lock); bpf_cpumask_clear(m); bpf_spin_unlock(&g->lock); } bpf_cpumask_release(m);`,
  ],
  [
    'call-not-allowed-here',
    'sleeping in a section',
    'u8 b[4]; bpf_rcu_read_lock(); bpf_copy_from_user(b, 4, NULL); bpf_rcu_read_unlock();',
  ],
  ['kptr-direct-store', 'a slot is written', 'slot = NULL;'],
  [
    'kptr-slot',
    'exchange with memory that is no slot',
    `${CREATE} o = bpf_kptr_xchg(&sink, m); if (o) bpf_cpumask_release(o);`,
  ],
  ['pointer-arithmetic', 'release of a shifted mask', `${CREATE} bpf_cpumask_release((void *)m + 8);`],
  ['write-to-mask', 'a word is written', `${CREATE} m->cpumask.bits[0] = 1; bpf_cpumask_release(m);`],
  [
    'read-only-memory',
    "an iterator's number is written",
    'struct bpf_iter_num it; bpf_iter_num_new(&it, 0, 2); int *n = bpf_iter_num_next(&it); if (n) *n = 1; bpf_iter_num_destroy(&it);',
  ],
  [
    'read-only-memory',
    "an iterator's number is a key",
    'struct bpf_iter_num it; bpf_iter_num_new(&it, 0, 2); int *n = bpf_iter_num_next(&it); if (n) bpf_map_lookup_elem(&locks, n); bpf_iter_num_destroy(&it);',
  ],
  [
    'populate-arguments',
    'a mask as source',
    `${CREATE} bpf_cpumask_populate((struct cpumask *)m, m, 8); bpf_cpumask_release(m);`,
  ],
  ['return-range', 'a callback that returns 2', 'bpf_loop(3, two, NULL, 0);'],
  [
    'kernel-version',
    'a function that is not there yet',
    'u64 w = 0; struct bpf_cpumask *m = bpf_cpumask_create(); if (m) { bpf_cpumask_populate((struct cpumask *)m, &w, 8); bpf_cpumask_release(m); }',
    { kernel: '6.14' },
  ],
  ['out-of-bounds', 'behind an array', 'u32 a[2] = {}; u32 i = bpf_get_smp_processor_id() + 2; sink = a[i];'],
  ['out-of-bounds', 'beyond a mask', `${CREATE} sink = m->cpumask.bits[100]; bpf_cpumask_release(m);`],
  ['unknown-function', 'nobody knows it', 'sink = nobody_knows_this(1);'],
  ['not-emulated', 'inline assembly', 'u32 x = 1; asm volatile("%0 += 1" : "=r"(x)); sink = x;'],
];

function run(body: string, options: Partial<MachineOptions> = {}) {
  const isScx = body.includes('scx_bpf');
  const section = isScx ? 'struct_ops/tick' : 'syscall';
  return runAll(`${HEAD}SEC("${section}")\nint t(void *ctx)\n{\n${body}\nreturn 0; }`, options)[0]!;
}

for (const [kind, name, body, options] of ROWS)
  test(`${kind}: ${name}`, () =>
    assert.deepEqual(
      run(body, options).faults.map((fault) => fault.kind),
      [kind],
    ));

for (const [section, result, faults] of [
  ['cgroup/dev', '2', ['return-range']],
  ['cgroup/dev', '-1', ['return-range']],
  ['cgroup/dev', '1', []],
  ['cgroup/recvmsg4', '0', ['return-range']],
  ['syscall', '2', []],
] as const)
  test(`a program of ${section} returns ${result}`, () =>
    assert.deepEqual(
      runAll(`SEC("${section}") int t(void *ctx) { return ${result}; }`)[0]!.faults.map(({ kind }) => kind),
      faults,
    ));

test('a fault ends the run, a leak is seen when it has ended', () => {
  assert.equal(run('bpf_rcu_read_unlock();').returns, null);
  assert.equal(run(`${CREATE} sink = 1;`).returns, 0);
});

test('a leak says where the reference came from', () => {
  const [fault] = run(`${CREATE}\nsink = 1;`).faults;
  assert.match(fault!.message, /struct bpf_cpumask from bpf_cpumask_create/);
  assert.equal(fault!.path.length, 1);
  assert.match(fault!.path[0]!.message, /returns a reference/);
});

test('a double release says where the first one was', () => {
  const [fault] = run(`${CREATE}\nbpf_cpumask_release(m);\nbpf_cpumask_release(m);`).faults;
  assert.deepEqual(
    fault!.path.map((event) => event.message),
    [
      'bpf_cpumask_create() returns a reference to a struct bpf_cpumask',
      'bpf_cpumask_release() releases the reference',
    ],
  );
});

test('a fault in a helper says which calls lead there', () => {
  const text = `static void inner(struct bpf_cpumask *m) { bpf_cpumask_clear(m); }
static void outer(struct bpf_cpumask *m) { inner(m); }
SEC("syscall") int t(void *ctx) { outer(NULL); return 0; }`;
  const [fault] = runAll(text)[0]!.faults;
  assert.deepEqual(
    fault!.path.map((event) => event.message),
    ['calls outer()', 'calls inner()'],
  );
});

test('the Nth kptr read finds nothing', () => {
  const body = `${CREATE} o = bpf_kptr_xchg(&slot, m); if (o) bpf_cpumask_release(o);
bpf_rcu_read_lock(); if (slot) { sink++; bpf_preempt_disable(); bpf_preempt_enable(); sink = bpf_cpumask_weight(${R}slot); } bpf_rcu_read_unlock();`;
  assert.deepEqual(run(body).faults, []);
  assert.deepEqual(
    run(body, { raceKptr: [2] }).faults.map((fault) => fault.kind),
    ['possibly-null-argument'],
  );
  assert.deepEqual(run(body, { raceKptr: [1] }).faults, []);
});

test("a kernel's mask is called by what it belongs to", () => {
  const body = 'bpf_cpumask_clear((struct bpf_cpumask *)p->cpus_ptr);';
  const text = `${HEAD}SEC("tp_btf/task_newtask") int BPF_PROG(t, struct task_struct *p, u64 f) { ${body} return 0; }`;
  assert.match(runAll(text)[0]!.faults[0]!.message, /^'cpus_mask of task \d+ \(\w+\)' is argument 1 of/);
});
