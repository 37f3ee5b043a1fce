/** Helpers, macros and kfuncs besides cpumasks and maps: sections, tasks, output, timers, objects, sched_ext. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { EFFECTS as NAMES } from '../../bpf/kernel/effects.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { EFFECTS } from '../../emulator/kernel/effects/index.ts';
import type { MachineOptions } from '../../emulator/machine/machine.ts';
import { runAll } from './support.ts';

before(() => initSyntaxNode());

test('every effect of the catalogue is bound', () => {
  assert.deepEqual(Object.keys(EFFECTS).sort(), Object.keys(NAMES).sort());
});

const HEAD = `
struct timed { struct bpf_timer timer; u64 n; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, struct timed); __uint(max_entries, 1); } timers SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");
struct item { struct bpf_list_node node; struct bpf_rb_node rb; u64 n; };
struct bpf_spin_lock lock;
struct bpf_list_head head;
struct bpf_rb_root root;
struct bits { u8 a : 3; s32 b : 5; u32 c; };
u64 total = 40;
s8 narrow;
u32 table[4] = { 1, 2, [3] = 9 };
const volatile u32 limit = 6;
extern const struct rq runqueues __ksym;
extern int LINUX_KERNEL_VERSION __kconfig;
static int fire(void *map, u32 *key, struct timed *t) { bpf_printk("fired %llu", t->n); return 0; }
static long sum(u32 i, u64 *s) { *s += i; return 0; }
static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b) { return container_of(a, struct item, rb)->n < container_of(b, struct item, rb)->n; }
static int twice(int x) { return 2 * x; }
`;

interface Expected {
  readonly returns?: number;
  readonly output?: readonly string[];
}

function check(
  body: string,
  expected: Expected,
  options: Partial<MachineOptions> = {},
  section = 'syscall',
): void {
  const scx = /scx_bpf/.test(body) ? 'struct_ops/tick' : section;
  const [run] = runAll(`${HEAD}SEC("${scx}") int t(void *ctx) { long r = 0; ${body} return r; }`, options);
  assert.deepEqual(
    run!.faults.map((fault) => fault.message),
    [],
  );
  if (expected.returns !== undefined) assert.equal(run!.returns! | 0, expected.returns);
  if (expected.output) assert.deepEqual(run!.output, expected.output);
}

type Row = readonly [string, string, number | Expected, Partial<MachineOptions>?];
const TASK = 'struct task_struct *p = bpf_get_current_task_btf(); ';

const ROWS: readonly Row[] = [
  [
    'numbers in printk',
    'bpf_printk("%d %u %x %lld %5d|%-3d|%03d %c %%", -1, -1, 255, -5LL, 7, 7, 7, 65);',
    { output: ['-1 4294967295 ff -5     7|7  |007 A %'] },
  ],
  [
    'strings and long numbers in printk',
    'char s[] = "mask"; bpf_printk("%s %llu %lx\\n", s, ~0ULL, 1UL << 63);',
    { output: ['mask 18446744073709551615 8000000000000000'] },
  ],
  ['a global keeps its value', 'total += 2; r = total;', 42],
  ['a global array', 'int i; for (i = 0; i < 4; i++) r = r * 10 + table[i];', 1209],
  ['a load-time constant', 'r = limit;', 6],
  ['a narrow global wraps', 'narrow = 127; narrow++; r = narrow;', -128],
  ['bit fields', 'struct bits b = {}; b.a = 13; b.b = -3; b.c = 7; r = b.a * 100 + b.b + b.c;', 504],
  ['division by zero is zero', 'u32 z = table[2]; r = 7 / z + 1;', 1],
  ['modulo by zero is the dividend', 'u64 z = table[2]; r = total % z;', 40],
  [
    '64-bit wrap-around',
    'u64 x = 0xffffffffffffffffULL; x *= 0x9e3779b97f4a7c15ULL; r = (u32)(x >> 32);',
    0x61c88646,
  ],
  ['a function pointer', 'int (*f)(int) = twice; r = f(21);', 42],
  ['structs are copied', 'struct bits a = { .c = 5 }, b; b = a; a.c = 1; r = b.c;', 5],
  ['pointers into memory', 'u32 *q = &table[1]; q++; r = (q - table) * 10 + (q == &table[2]);', 21],
  ['a switch', 'switch (limit) { case 1 ... 5: r = 1; break; case 6: r = 2; default: r += 10; }', 12],
  ['bpf_loop over a callback', 'u64 s = 0; r = bpf_loop(5, sum, &s, 0) * 100 + s;', 510],
  ['bpf_for and bpf_repeat', 'int i; bpf_for(i, 2, 5) r += i; bpf_repeat(3) r++;', 12],
  [
    'an iterator by hand',
    'struct bpf_iter_num it; int *n; bpf_iter_num_new(&it, 1, 4); while ((n = bpf_iter_num_next(&it))) r += *n; bpf_iter_num_destroy(&it);',
    6,
  ],
  [
    'an iterator upside down',
    'struct bpf_iter_num it; r = bpf_iter_num_new(&it, 4, 1); bpf_iter_num_destroy(&it);',
    -22,
  ],
  [
    'atomics',
    'r = __sync_fetch_and_add(&total, 2); r = r * 100 + total; __sync_bool_compare_and_swap(&total, 42, 5); r = r * 10 + total;',
    40425,
  ],
  [
    'builtins',
    'r = __builtin_popcountll(0xff00000000000001ULL) * 10000 + __builtin_ctzll(1ULL << 40) * 100 + __builtin_clz(1);',
    94031,
  ],
  ['byte order', 'u16 x = 0x1234; r = bpf_htons(x);', 0x3412],
  ['the current CPU', 'r = bpf_get_smp_processor_id();', 1, { cpu: 1 }],
  ['the current task', `${TASK}r = p->pid * 10 + p->nr_cpus_allowed;`, 72, { task: { pid: 7 } }],
  [
    'pid and tgid',
    'u64 id = bpf_get_current_pid_tgid(); r = (id >> 32) + (u32)id;',
    14,
    { task: { pid: 7 } },
  ],
  [
    'the name of the task',
    'char c[16]; bpf_get_current_comm(c, sizeof(c)); bpf_printk("%s", c);',
    { output: ['worker'] },
    { task: { comm: 'worker' } },
  ],
  [
    'the name through a field',
    `${TASK}bpf_printk("%s", p->comm);`,
    { output: ['worker'] },
    { task: { comm: 'worker' } },
  ],
  [
    'the CPUs of a task',
    `${TASK}bpf_rcu_read_lock(); r = bpf_cpumask_weight(p->cpus_ptr) * 10 + bpf_cpumask_first(p->cpus_ptr); bpf_rcu_read_unlock();`,
    32,
    { cpus: 8, task: { cpus: [2, 3, 7] } },
  ],
  [
    'the mask inside of a task',
    `${TASK}r = bpf_cpumask_test_cpu(2, &p->cpus_mask);`,
    1,
    { cpus: 8, task: { cpus: [2] } },
  ],
  [
    'a task by pid',
    'struct task_struct *p = bpf_task_from_pid(5); if (!p) return -1; r = p->pid; bpf_task_release(p);',
    5,
  ],
  ['no task with such a pid', 'r = bpf_task_from_pid(-1) == NULL;', 1],
  [
    'another reference to a task',
    `${TASK}struct task_struct *q = bpf_task_acquire(p); if (!q) return -1; r = q == p; bpf_task_release(q);`,
    1,
  ],
  ['a guarded read', `${TASK}r = BPF_CORE_READ(p, real_parent, pid);`, 7, { task: { pid: 7 } }],
  [
    'a probe read',
    `${TASK}int pid = 0; r = bpf_probe_read_kernel(&pid, sizeof(pid), &p->pid); r += pid;`,
    7,
    { task: { pid: 7 } },
  ],
  [
    'a probe read of a bad address',
    'int x = 5; r = bpf_probe_read_kernel(&x, sizeof(x), (void *)16) * 10 + x;',
    -340,
  ],
  [
    'container_of finds the task',
    `${TASK}struct sched_ext_entity *e = &p->scx; struct task_struct *q = container_of(e, struct task_struct, scx); r = q->pid;`,
    7,
    { task: { pid: 7 } },
  ],
  ['the kernel version', 'r = LINUX_KERNEL_VERSION >> 8;', (6 << 8) + 18],
  [
    'a per-CPU variable',
    'const struct rq *a = bpf_per_cpu_ptr(&runqueues, 1), *b = bpf_per_cpu_ptr(&runqueues, 99); r = (a != NULL) * 10 + (b == NULL);',
    11,
  ],
  [
    'a ring buffer record',
    'u32 *e = bpf_ringbuf_reserve(&ring, 4, 0); if (!e) return -1; *e = 0x04030201; bpf_ringbuf_submit(e, 0);',
    { output: ['ring: 01 02 03 04'] },
  ],
  [
    'ring buffer output',
    'u8 b[2] = { 9, 8 }; r = bpf_ringbuf_output(&ring, b, 2, 0);',
    { returns: 0, output: ['ring: 09 08'] },
  ],
  [
    'a record that is dropped',
    'u32 *e = bpf_ringbuf_reserve(&ring, 4, 0); if (e) bpf_ringbuf_discard(e, 0);',
    { output: [] },
  ],
  [
    'a timer fires after the program',
    'u32 k = 0; struct timed *t = bpf_map_lookup_elem(&timers, &k); if (!t) return -1; t->n = 3; bpf_timer_init(&t->timer, &timers, 1); bpf_timer_set_callback(&t->timer, fire); bpf_timer_start(&t->timer, 100, 0); t->n = 4;',
    { returns: 0, output: ['fired 4'] },
  ],
  [
    'a timer that was cancelled does not',
    'u32 k = 0; struct timed *t = bpf_map_lookup_elem(&timers, &k); if (!t) return -1; bpf_timer_init(&t->timer, &timers, 1); bpf_timer_set_callback(&t->timer, fire); bpf_timer_start(&t->timer, 100, 0); r = bpf_timer_cancel(&t->timer);',
    { returns: 1, output: [] },
  ],
  [
    'a timer is initialised once',
    'u32 k = 0; struct timed *t = bpf_map_lookup_elem(&timers, &k); if (!t) return -1; bpf_timer_init(&t->timer, &timers, 1); r = bpf_timer_init(&t->timer, &timers, 1);',
    -16,
  ],
  [
    'a list, first in first out',
    'int i; bpf_for(i, 1, 4) { struct item *e = bpf_obj_new(struct item); if (!e) return -1; e->n = i; bpf_spin_lock(&lock); bpf_list_push_back(&head, &e->node); bpf_spin_unlock(&lock); } bpf_for(i, 0, 3) { struct bpf_list_node *n; bpf_spin_lock(&lock); n = bpf_list_pop_front(&head); bpf_spin_unlock(&lock); if (n) { struct item *e = container_of(n, struct item, node); r = r * 10 + e->n; bpf_obj_drop(e); } }',
    123,
  ],
  [
    'a tree, in order',
    'int i; bpf_for(i, 1, 4) { struct item *e = bpf_obj_new(struct item); if (!e) return -1; e->n = 5 - i; bpf_spin_lock(&lock); bpf_rbtree_add(&root, &e->rb, less); bpf_spin_unlock(&lock); } struct bpf_rb_node *f; bpf_spin_lock(&lock); f = bpf_rbtree_first(&root); if (f) r = container_of(f, struct item, rb)->n; bpf_spin_unlock(&lock);',
    2,
  ],
  [
    'a dynptr over memory',
    'struct bpf_dynptr d; u32 x = 0, y = 77; bpf_dynptr_from_mem(table, sizeof(table), 0, &d); bpf_dynptr_write(&d, 4, &y, 4, 0); bpf_dynptr_read(&x, 4, &d, 4, 0); r = x * 100 + bpf_dynptr_size(&d);',
    7716,
  ],
  ['bpf_throw ends the program', 'bpf_throw(5); r = 1;', 5],
  ['whether a function is there', 'r = bpf_ksym_exists(bpf_cpumask_populate) * 10;', 10],
  ['it is not in an older kernel', 'r = bpf_ksym_exists(bpf_cpumask_populate) * 10;', 0, { kernel: '6.12' }],
  ['nr_cpu_ids', 'r = scx_bpf_nr_cpu_ids();', 8, { cpus: 8 }],
  [
    'the masks of the scheduler',
    'const struct cpumask *a = scx_bpf_get_possible_cpumask(), *b = scx_bpf_get_online_cpumask(); r = bpf_cpumask_weight(a) * 10 + bpf_cpumask_weight(b); scx_bpf_put_cpumask(a); scx_bpf_put_cpumask(b);',
    83,
    { cpus: 8, online: [0, 1, 5] },
  ],
  [
    'an idle CPU is claimed once',
    'r = scx_bpf_test_and_clear_cpu_idle(1) * 10 + scx_bpf_test_and_clear_cpu_idle(1);',
    10,
    { cpus: 8 },
  ],
  ['picking among idle CPUs', `${TASK}r = scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);`, 5, { cpus: 8, idle: [5] }],
  ['no idle CPU', `${TASK}r = scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);`, -16, { cpus: 8, idle: [] }],
  [
    'any CPU when none is idle',
    `${TASK}r = scx_bpf_pick_any_cpu(p->cpus_ptr, 0);`,
    2,
    { cpus: 8, idle: [], task: { cpus: [0, 2] } },
  ],
  [
    'only whole idle cores',
    `${TASK}r = scx_bpf_pick_idle_cpu(p->cpus_ptr, SCX_PICK_IDLE_CORE);`,
    -16,
    { cpus: 8, idle: [5], topology: { smt: 2 } },
  ],
  [
    'a whole idle core',
    `${TASK}r = scx_bpf_pick_idle_cpu(p->cpus_ptr, SCX_PICK_IDLE_CORE);`,
    4,
    { cpus: 8, idle: [1, 4, 5], topology: { smt: 2 } },
  ],
  [
    'the mask of idle cores is live: a claimed CPU takes its core out',
    'const struct cpumask *c = scx_bpf_get_idle_smtmask(); r = bpf_cpumask_weight(c) * 10; scx_bpf_test_and_clear_cpu_idle(5); r += bpf_cpumask_weight(c); scx_bpf_put_idle_cpumask(c);',
    86,
    { cpus: 8, topology: { smt: 2 } },
  ],
  [
    'so is that of one node',
    'const struct cpumask *c = scx_bpf_get_idle_smtmask_node(1), *i = scx_bpf_get_idle_cpumask_node(1); scx_bpf_test_and_clear_cpu_idle(5); r = bpf_cpumask_weight(c) * 10 + bpf_cpumask_weight(i); scx_bpf_put_idle_cpumask(c); scx_bpf_put_idle_cpumask(i);',
    23,
    { cpus: 8, topology: { smt: 2, nodes: 2 } },
  ],
  [
    'without SMT the mask of idle cores is that of idle CPUs',
    'const struct cpumask *c = scx_bpf_get_idle_smtmask(), *i = scx_bpf_get_idle_cpumask(); r = (c == i) * 100 + bpf_cpumask_weight(c) * 10; scx_bpf_test_and_clear_cpu_idle(5); r += bpf_cpumask_weight(c); scx_bpf_put_idle_cpumask(c); scx_bpf_put_idle_cpumask(i);',
    187,
    { cpus: 8 },
  ],
  [
    'the default choice keeps an idle CPU',
    `${TASK}bool idle = false; r = scx_bpf_select_cpu_dfl(p, 3, 0, &idle) * 10 + idle;`,
    31,
    { cpus: 8 },
  ],
  ['nodes', 'r = scx_bpf_cpu_node(7) * 10 + scx_bpf_nr_node_ids();', 12, { cpus: 8, topology: { nodes: 2 } }],
];

for (const [name, body, expected, options] of ROWS)
  test(name, () => check(body, typeof expected === 'number' ? { returns: expected } : expected, options));

test('the same seed gives the same numbers', () => {
  const text = 'SEC("syscall") int t(void *c) { return bpf_get_prandom_u32(); }';
  const once = (seed: number) => runAll(text, { seed })[0]!.returns;
  assert.equal(once(1), once(1));
  assert.notEqual(once(1), once(2));
});

test('each program has maps and globals of its own', () => {
  const text =
    'u32 n = 1; SEC("syscall") int a(void *c) { return n++; } SEC("syscall") int b(void *c) { return n++; }';
  assert.deepEqual(
    runAll(text).map((run) => run.returns),
    [1, 1],
  );
});
