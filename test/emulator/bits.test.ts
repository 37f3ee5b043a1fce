/** bpf_iter_bits over memory of each kind. All are accepted by a 6.18 kernel, whose results these are. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';
import { runAll } from './support.ts';

before(() => initSyntaxNode());

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) __ksym __weak;
int *bpf_iter_bits_next(struct bpf_iter_bits *it) __ksym __weak;
void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym __weak;
struct bpf_cpumask *bpf_cpumask_create(void) __ksym __weak;
void bpf_cpumask_release(struct bpf_cpumask *m) __ksym __weak;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *m) __ksym __weak;

struct big { u64 w[520]; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, struct big); } bigs SEC(".maps");
u64 words[4] = {1, 0x8000000000000000ULL, 0, 3};
const u64 fixed[2] = {5, 6};

/* The bits, each counted from 1, together; or the error. */
static int sum(const u64 *p, u32 n)
{
	struct bpf_iter_bits it;
	int *bit, found = 0, error;

	error = bpf_iter_bits_new(&it, p, n);
	while ((bit = bpf_iter_bits_next(&it)))
		found += *bit + 1;
	bpf_iter_bits_destroy(&it);
	return error ? error : found;
}
`;
const STACK = 'u64 w[2] = {9, 1};';
const VALUE = 'u32 k = 0; struct big *b = bpf_map_lookup_elem(&bigs, &k);';
const MASK = 'struct bpf_cpumask *m = bpf_cpumask_create(); int r;';

const EINVAL = -22;
const EFAULT = -14;
const E2BIG = -7;

const ROWS: readonly (readonly [what: string, body: string, returns: number])[] = [
  ['a global, bits of the highest place too', 'return sum(words, 4);', 516],
  ['constant data', 'return sum(fixed, 2);', 137],
  ['the stack', `${STACK} return sum(w, 2);`, 70],
  ['no words', `${STACK} return sum(w, 0);`, EINVAL],
  ['NULL', 'return sum(NULL, 2);', EINVAL],
  ['a number below the first page', 'return sum((u64 *)8, 1);', EFAULT],
  ['a number that is an errno', 'return sum((u64 *)-8L, 1);', EFAULT],
  ['one word more than there may be', `${VALUE} return sum((u64 *)b, 512);`, E2BIG],
  [
    'as many words as there may be',
    `${VALUE} if (!b) return -1; b->w[510] = 4; b->w[511] = 1; return sum(b->w, 511);`,
    32643,
  ],
  ['words within a value', `${VALUE} if (!b) return -1; b->w[1] = 4; return sum(&b->w[1], 2);`, 3],
  ['a value that was not tested', `${VALUE} return sum((u64 *)b, 2);`, 0],
  [
    'words that begin at an odd address',
    `${VALUE} if (!b) return -1; b->w[0] = 0x100; return sum((u64 *)((char *)b->w + 1), 1);`,
    1,
  ],
  [
    'a mask of the program',
    `${MASK} if (!m) return -1; bpf_cpumask_set_cpu(1, m); r = sum((u64 *)m, 1); bpf_cpumask_release(m); return r;`,
    2,
  ],
  ['a mask that was not tested', `${MASK} r = sum((u64 *)m, 1); if (m) bpf_cpumask_release(m); return r;`, 0],
  [
    'a mask after its release',
    `${MASK} if (!m) return -1; bpf_cpumask_release(m); r = sum((u64 *)m, 1); return r > 0 ? 1 : r;`,
    0,
  ],
  [
    'the mask of a task, on a machine of two CPUs',
    'struct task_struct *task = bpf_get_current_task_btf(); return sum((u64 *)task->cpus_ptr, 1);',
    3,
  ],
];

for (const [what, body, returns] of ROWS) {
  const text = `${HEAD}SEC("syscall") int program(void *ctx) { ${body} }\n`;
  test(`accepted: ${what}`, () => {
    const nothing = { read: () => undefined };
    assert.deepEqual(checkFile('a.bpf.c', text, nothing, { kernel: '6.18' }).diagnostics, []);
  });
  test(`run: ${what}`, () => {
    const [run] = runAll(text);
    assert.deepEqual(run?.faults, []);
    assert.equal((run?.returns ?? 0) | 0, returns);
  });
}
