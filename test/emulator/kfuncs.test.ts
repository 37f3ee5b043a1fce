/**
 * Every cpumask kfunc and edge case, on a kernel with NR_CPUS=256 (whole longs are filled, stray bits stay hidden) and
 * on one with NR_CPUS=64 (what counts is NR_CPUS, so stray bits show), both with nr_cpu_ids=2.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { allFunctions } from '../../bpf/kernel/index.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import type { MachineOptions } from '../../emulator/machine/machine.ts';
import { runAll } from './support.ts';

before(() => initSyntaxNode());

/** Statements over two masks `m` and `n`, a source array `w` and a result `r`; the result at 256 and at 64. */
type Row = readonly [name: string, body: string, big: number, small: number];

const READ = '(const struct cpumask *)';
const M = `${READ}m`;
const N = `${READ}n`;
const RAW = 'm->cpumask.bits[0]';

function program(body: string, section: string): string {
  return `
SEC("${section}") int t(void *ctx)
{
	struct bpf_cpumask *m = bpf_cpumask_create(), *n = bpf_cpumask_create();
	u64 w[4] = {};
	long r = 0;

	if (!m || !n)
		return -1;
	${body}
	bpf_cpumask_release(m);
	bpf_cpumask_release(n);
	return r;
}`;
}

/** Programs that were run. */
const ran: string[] = [];

function result(body: string, options: Partial<MachineOptions>, section = 'syscall'): number | string {
  return resultOf(program(body, section), options);
}

function resultOf(text: string, options: Partial<MachineOptions>): number | string {
  ran.push(text);
  const [run] = runAll(text, options);
  return run?.faults[0]?.message ?? run!.returns! | 0;
}

const ONES = `w[0] = ~0ULL; bpf_cpumask_populate((struct cpumask *)m, w, sizeof(w));`;

const ROWS: readonly Row[] = [
  ['a fresh mask has no first CPU', `r = bpf_cpumask_first(${M});`, 2, 64],
  ['a fresh mask: first zero', `r = bpf_cpumask_first_zero(${M});`, 0, 0],
  ['a fresh mask: weight', `r = bpf_cpumask_weight(${M});`, 0, 0],
  ['a fresh mask is empty', `r = bpf_cpumask_empty(${M});`, 1, 1],
  ['a fresh mask is not full', `r = bpf_cpumask_full(${M});`, 0, 0],
  ['a fresh mask counts one reference', `r = ((u32 *)m)[sizeof(struct cpumask) / 4];`, 1, 1],
  [
    'acquire counts one more',
    `struct bpf_cpumask *o = bpf_cpumask_acquire(m); r = ((u32 *)m)[sizeof(struct cpumask) / 4]; bpf_cpumask_release(o);`,
    2,
    2,
  ],
  [
    'acquire gives the same pointer',
    `struct bpf_cpumask *o = bpf_cpumask_acquire(m); r = o == m; bpf_cpumask_release(o);`,
    1,
    1,
  ],
  [
    'release counts one less',
    `struct bpf_cpumask *o = bpf_cpumask_acquire(m); bpf_cpumask_release(o); r = ((u32 *)m)[sizeof(struct cpumask) / 4];`,
    1,
    1,
  ],
  [
    'set and test',
    `bpf_cpumask_set_cpu(1, m); r = bpf_cpumask_test_cpu(1, ${M}) * 2 + bpf_cpumask_test_cpu(0, ${M});`,
    2,
    2,
  ],
  ['set at nr_cpu_ids does nothing', `bpf_cpumask_set_cpu(2, m); r = ${RAW};`, 0, 0],
  [
    'set of a negative CPU does nothing',
    `bpf_cpumask_set_cpu(-1, m); r = ${RAW} | m->cpumask.bits[0] >> 32;`,
    0,
    0,
  ],
  ['test of a negative CPU is false', `bpf_cpumask_setall(m); r = bpf_cpumask_test_cpu(-1, ${M});`, 0, 0],
  ['clear', `bpf_cpumask_setall(m); bpf_cpumask_clear_cpu(0, m); r = bpf_cpumask_first(${M});`, 1, 1],
  ['clear at nr_cpu_ids does nothing', `${ONES} bpf_cpumask_clear_cpu(5, m); r = (${RAW} >> 5) & 1;`, 1, 1],
  [
    'test and set gives the old bit',
    `r = bpf_cpumask_test_and_set_cpu(1, m); r = r * 2 + bpf_cpumask_test_and_set_cpu(1, m);`,
    1,
    1,
  ],
  ['test and set at nr_cpu_ids is false', `${ONES} r = bpf_cpumask_test_and_set_cpu(5, m);`, 0, 0],
  [
    'test and clear gives the old bit',
    `bpf_cpumask_set_cpu(1, m); r = bpf_cpumask_test_and_clear_cpu(1, m); r = r * 2 + bpf_cpumask_test_cpu(1, ${M});`,
    2,
    2,
  ],
  [
    'test and clear at nr_cpu_ids is false',
    `${ONES} r = bpf_cpumask_test_and_clear_cpu(5, m) + 2 * ((${RAW} >> 5) & 1);`,
    2,
    2,
  ],
  ['setall: low half', `bpf_cpumask_setall(m); r = (u32)${RAW};`, -1, 3],
  ['setall: high half', `bpf_cpumask_setall(m); r = (u32)(${RAW} >> 32);`, -1, 0],
  ['setall: weight', `bpf_cpumask_setall(m); r = bpf_cpumask_weight(${M});`, 2, 2],
  ['setall: first zero', `bpf_cpumask_setall(m); r = bpf_cpumask_first_zero(${M});`, 2, 2],
  ['setall: full', `bpf_cpumask_setall(m); r = bpf_cpumask_full(${M});`, 1, 1],
  [
    'setall leaves the second long alone',
    `bpf_cpumask_setall(m); r = sizeof(struct cpumask) > 8 ? (u32)((u64 *)m)[1] : 0;`,
    0,
    0,
  ],
  [
    'setall equals the set of all CPUs',
    `bpf_cpumask_setall(m); bpf_cpumask_set_cpu(0, n); bpf_cpumask_set_cpu(1, n); r = bpf_cpumask_equal(${M}, ${N});`,
    1,
    1,
  ],
  [
    'their xor is empty',
    `bpf_cpumask_setall(m); bpf_cpumask_set_cpu(0, n); bpf_cpumask_set_cpu(1, n); bpf_cpumask_xor(m, ${M}, ${N}); r = bpf_cpumask_empty(${M}) * 8 + bpf_cpumask_weight(${M});`,
    8,
    8,
  ],
  [
    'their xor has raw bits',
    `bpf_cpumask_setall(m); bpf_cpumask_set_cpu(0, n); bpf_cpumask_set_cpu(1, n); bpf_cpumask_xor(m, ${M}, ${N}); r = (u32)${RAW};`,
    -4,
    0,
  ],
  ['clear all', `${ONES} bpf_cpumask_clear(m); r = (u32)${RAW} | (u32)(${RAW} >> 32);`, 0, 0],
  [
    'copy takes strays along',
    `${ONES} bpf_cpumask_copy(n, ${M}); r = (u32)(n->cpumask.bits[0] >> 32);`,
    -1,
    -1,
  ],
  [
    'and clears strays only where NR_CPUS is large',
    `${ONES} bpf_cpumask_and(m, ${M}, ${M}); r = (u32)${RAW};`,
    3,
    -1,
  ],
  [
    'and tells whether anything is left',
    `bpf_cpumask_set_cpu(0, m); bpf_cpumask_set_cpu(1, n); r = bpf_cpumask_and(m, ${M}, ${N});`,
    0,
    0,
  ],
  [
    'and of a common CPU',
    `bpf_cpumask_set_cpu(1, m); bpf_cpumask_setall(n); r = bpf_cpumask_and(m, ${M}, ${N}) * 4 + (u32)${RAW};`,
    6,
    6,
  ],
  [
    'and of strays alone',
    `w[0] = 0xf0; bpf_cpumask_populate((struct cpumask *)m, w, 8); r = bpf_cpumask_and(n, ${M}, ${M});`,
    0,
    1,
  ],
  [
    'or carries strays over',
    `${ONES} bpf_cpumask_or(n, ${M}, ${N}); r = (u32)(n->cpumask.bits[0] >> 32);`,
    -1,
    -1,
  ],
  [
    'or into one of its sources',
    `bpf_cpumask_set_cpu(0, m); bpf_cpumask_set_cpu(1, n); bpf_cpumask_or(m, ${M}, ${N}); r = bpf_cpumask_weight(${M});`,
    2,
    2,
  ],
  ['xor with itself', `bpf_cpumask_setall(m); bpf_cpumask_xor(m, ${M}, ${M}); r = (u32)${RAW};`, 0, 0],
  ['equal of two empty masks', `r = bpf_cpumask_equal(${M}, ${N});`, 1, 1],
  [
    'equal sees strays only below the small size',
    `${ONES} bpf_cpumask_setall(n); r = bpf_cpumask_equal(${M}, ${N});`,
    1,
    0,
  ],
  ['intersects with an empty mask', `bpf_cpumask_setall(m); r = bpf_cpumask_intersects(${M}, ${N});`, 0, 0],
  [
    'intersects',
    `bpf_cpumask_setall(m); bpf_cpumask_set_cpu(1, n); r = bpf_cpumask_intersects(${M}, ${N});`,
    1,
    1,
  ],
  [
    'intersects in strays',
    `${ONES} bpf_cpumask_copy(n, ${M}); bpf_cpumask_clear_cpu(0, n); bpf_cpumask_clear_cpu(1, n); r = bpf_cpumask_intersects(${M}, ${N});`,
    0,
    1,
  ],
  ['the empty mask is a subset', `r = bpf_cpumask_subset(${M}, ${N});`, 1, 1],
  ['a mask is a subset of itself', `bpf_cpumask_setall(m); r = bpf_cpumask_subset(${M}, ${M});`, 1, 1],
  [
    'subset fails',
    `bpf_cpumask_set_cpu(0, m); bpf_cpumask_set_cpu(1, n); r = bpf_cpumask_subset(${M}, ${N});`,
    0,
    0,
  ],
  [
    'strays make no difference to subset where NR_CPUS is large',
    `${ONES} bpf_cpumask_setall(n); r = bpf_cpumask_subset(${M}, ${N});`,
    1,
    0,
  ],
  [
    'strays alone: empty',
    `w[0] = 4; bpf_cpumask_populate((struct cpumask *)m, w, 8); r = bpf_cpumask_empty(${M});`,
    1,
    0,
  ],
  [
    'strays alone: weight',
    `w[0] = 4; bpf_cpumask_populate((struct cpumask *)m, w, 8); r = bpf_cpumask_weight(${M});`,
    0,
    1,
  ],
  [
    'strays alone: first',
    `w[0] = 32; bpf_cpumask_populate((struct cpumask *)m, w, 8); r = bpf_cpumask_first(${M});`,
    2,
    5,
  ],
  [
    'strays alone: any distribute',
    `w[0] = 32; bpf_cpumask_populate((struct cpumask *)m, w, 8); r = bpf_cpumask_any_distribute(${M});`,
    2,
    5,
  ],
  [
    'full does not look at strays',
    `w[0] = 3; bpf_cpumask_populate((struct cpumask *)m, w, 8); r = bpf_cpumask_full(${M});`,
    1,
    1,
  ],
  [
    'first and',
    `bpf_cpumask_setall(m); bpf_cpumask_set_cpu(1, n); r = bpf_cpumask_first_and(${M}, ${N});`,
    1,
    1,
  ],
  ['first and of nothing', `bpf_cpumask_setall(m); r = bpf_cpumask_first_and(${M}, ${N});`, 2, 64],
  ['first zero of a full populate', `${ONES} r = bpf_cpumask_first_zero(${M});`, 2, 64],
  ['populate: result', `r = bpf_cpumask_populate((struct cpumask *)m, w, 8);`, 0, 0],
  ['populate from too little is -EACCES', `r = bpf_cpumask_populate((struct cpumask *)m, w, 7);`, -13, -13],
  [
    'a failed populate writes nothing',
    `w[0] = 1; bpf_cpumask_populate((struct cpumask *)m, w, 4); r = (u32)${RAW};`,
    0,
    0,
  ],
  ['populate: weight', `${ONES} r = bpf_cpumask_weight(${M});`, 2, 64],
  ['populate: test above nr_cpu_ids', `${ONES} r = bpf_cpumask_test_cpu(5, ${M});`, 0, 0],
  ['populate: raw', `${ONES} r = (u32)(${RAW} >> 32);`, -1, -1],
  [
    'populate leaves further longs alone',
    `w[0] = w[1] = ~0ULL; bpf_cpumask_populate((struct cpumask *)m, w, sizeof(w)); r = sizeof(struct cpumask) > 8 ? (u32)((u64 *)m)[1] : 0;`,
    0,
    0,
  ],
  ['distribute skips CPU 0 at first', `bpf_cpumask_setall(m); r = bpf_cpumask_any_distribute(${M});`, 1, 1],
  [
    'distribute goes round',
    `int i; bpf_cpumask_setall(m); bpf_for(i, 0, 4) r = r * 10 + bpf_cpumask_any_distribute(${M});`,
    1010,
    1010,
  ],
  [
    'distribute over one CPU',
    `int i; bpf_cpumask_set_cpu(0, m); bpf_for(i, 0, 3) r = r * 10 + bpf_cpumask_any_distribute(${M});`,
    0,
    0,
  ],
  [
    'both kinds of distribute share the cursor',
    `bpf_cpumask_setall(m); r = bpf_cpumask_any_and_distribute(${M}, ${M}) * 10; r += bpf_cpumask_any_distribute(${M});`,
    10,
    10,
  ],
  [
    'an empty mask leaves the cursor',
    `bpf_cpumask_setall(m); bpf_cpumask_any_distribute(${M}); bpf_cpumask_any_distribute(${N}); r = bpf_cpumask_any_distribute(${M});`,
    0,
    0,
  ],
  ['distribute of nothing', `r = bpf_cpumask_any_distribute(${M});`, 2, 64],
  [
    'and distribute of disjoint masks',
    `bpf_cpumask_set_cpu(0, m); bpf_cpumask_set_cpu(1, n); r = bpf_cpumask_any_and_distribute(${M}, ${N});`,
    2,
    64,
  ],
  [
    'iterating over the words of setall',
    `int *b; bpf_cpumask_setall(m); bpf_for_each(bits, b, m, 1) r++;`,
    64,
    2,
  ],
  [
    'iterating over no words',
    `struct bpf_iter_bits it; r = bpf_iter_bits_new(&it, (u64 *)m, 0); bpf_iter_bits_destroy(&it);`,
    -22,
    -22,
  ],
  [
    'iterating over NULL',
    `struct bpf_iter_bits it; r = bpf_iter_bits_new(&it, NULL, 1); bpf_iter_bits_destroy(&it);`,
    -22,
    -22,
  ],
  [
    'iterating over too many words',
    `struct bpf_iter_bits it; r = bpf_iter_bits_new(&it, (u64 *)m, 512); bpf_iter_bits_destroy(&it);`,
    -7,
    -7,
  ],
  [
    'iterating over what is not there',
    `struct bpf_iter_bits it; r = bpf_iter_bits_new(&it, (u64 *)m, 500); bpf_iter_bits_destroy(&it);`,
    -14,
    -14,
  ],
  ['the size of a mask', `r = sizeof(struct cpumask);`, 32, 8],
];

for (const [name, body, big, small] of ROWS) {
  test(`NR_CPUS=256: ${name}`, () => assert.equal(result(body, { cpus: 2, nrCpus: 256 }), big));
  test(`NR_CPUS=64: ${name}`, () => assert.equal(result(body, { cpus: 2, nrCpus: 64 }), small));
}

test('the search of distribute ended at nr_cpu_ids until 6.15', () => {
  const body = `r = bpf_cpumask_any_distribute(${M});`;
  assert.equal(result(body, { cpus: 2, nrCpus: 64, kernel: '6.14' }), 2);
  assert.equal(result(body, { cpus: 2, nrCpus: 64, kernel: '6.15' }), 64);
});

test('bpf_cpumask_any() of 6.3 and 6.4 is the first CPU', () => {
  const body = `bpf_cpumask_set_cpu(1, m); r = bpf_cpumask_any(${M}) * 10; bpf_cpumask_set_cpu(0, m); r += bpf_cpumask_any_and(${M}, ${M});`;
  assert.equal(result(body, { kernel: '6.4' }, 'tp_btf/task_newtask'), 10);
});

test('a mask of 8192 CPUs', () => {
  const body = `bpf_cpumask_setall(m); bpf_cpumask_clear_cpu(5000, m); r = bpf_cpumask_weight(${M}) * 10000 + bpf_cpumask_first_zero(${M});`;
  assert.equal(result(body, { cpus: 8192, nrCpus: 8192 }), (8191 * 10000 + 5000) | 0);
});

test('bpf_cpumask_kptr_get() of 6.3 takes a reference to the mask in a slot, where there is one', () => {
  const text = `
struct value { struct bpf_cpumask __kptr *mask; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, struct value); } slots SEC(".maps");

SEC("tp_btf/task_newtask") int t(void *ctx)
{
	u32 key = 0;
	struct value *v = bpf_map_lookup_elem(&slots, &key);
	struct bpf_cpumask *m = bpf_cpumask_create(), *found;
	int r = 0;

	if (!v || !m)
		return -1;
	found = bpf_cpumask_kptr_get(&v->mask);
	if (found) {
		r += 1;
		bpf_cpumask_release(found);
	}
	m = bpf_kptr_xchg(&v->mask, m);
	if (m)
		bpf_cpumask_release(m);
	found = bpf_cpumask_kptr_get(&v->mask);
	if (found) {
		r += ((u32 *)found)[sizeof(struct cpumask) / 4] * 10;
		bpf_cpumask_release(found);
	}
	return r;
}`;
  assert.equal(resultOf(text, { kernel: '6.3' }), 20);
});

/** Destructors are called by the kernel, never by a program. */
const NEVER_CALLED = /_dtor$/;

test('every cpumask kfunc of the catalogue has been run', () => {
  const called = new Set(ran.flatMap((text) => text.match(/\bbpf_cpumask_\w+/g) ?? []));
  const names = allFunctions().flatMap(({ effect, name }) => (effect.startsWith('mask-') ? [name] : []));
  assert.ok(names.length > 25);
  assert.deepEqual(
    names.filter((name) => !called.has(name) && !NEVER_CALLED.test(name)),
    [],
  );
});
