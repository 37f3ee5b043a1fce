/** Branches in small programs: switches, load-time constants, callbacks, and what a guard promises. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';

before(() => initSyntaxNode());

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

const volatile int debug = 0;
struct newer_struct___v { int any; };
char name[16];
static int nothing(u32 i, void *ctx) { return 0; }
static int leaks(u32 i, void *ctx) { bpf_cpumask_create(); return 0; }
`;
const MAP =
  'struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, u32); __type(value, u64); } counts SEC(".maps");\nstruct odd_value { elsewhere_t mask; struct bpf_cpumask __kptr *other; };\nstruct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, u32); __type(value, struct odd_value); } odd SEC(".maps");';
const MASK = 'struct bpf_cpumask *mask = bpf_cpumask_create();';
const POPULATE =
  'if (mask) { bpf_cpumask_populate((struct cpumask *)mask, name, 16); bpf_cpumask_release(mask); }';

const CASES: readonly (readonly [what: string, body: string, rules: readonly string[], kernel?: string])[] = [
  [
    'a switch on a pointer is a NULL test',
    `${MASK} switch ((u64)mask) { case 0: return 0; default: bpf_cpumask_release(mask); }`,
    [],
  ],
  [
    'of which either arm counts',
    `${MASK} switch ((u64)mask) { case 0: return 0; default: return 1; }`,
    ['unreleased-reference'],
  ],
  [
    'a case of several numbers',
    `${MASK} if (!mask) return 0; switch (any & 7) { case 1 ... 3: return 1; default: bpf_cpumask_release(mask); }`,
    ['unreleased-reference'],
  ],
  [
    'a case that cannot be',
    `${MASK} if (!mask) return 0; switch (any & 7) { case 8: return 1; default: bpf_cpumask_release(mask); }`,
    [],
  ],
  [
    'a default that cannot be',
    `${MASK} if (!mask) return 0; switch (any & 1) { case 0: case 1: bpf_cpumask_release(mask); break; default: return 1; }`,
    [],
  ],
  [
    'an element of bpf_for is an int, whatever bounds it',
    `int i; ${MASK} if (!mask) return 0; bpf_for(i, from_elsewhere(), up_to_elsewhere()) if ((s64)i > 0x7fffffffLL || (s64)i < -0x80000000LL) return 1; bpf_cpumask_release(mask);`,
    [],
  ],
  [
    'and may be the least and the greatest',
    `int i; ${MASK} if (!mask) return 0; bpf_for(i, from_elsewhere(), up_to_elsewhere()) if ((s64)i > 0x7ffffffeLL) return 1; bpf_cpumask_release(mask);`,
    ['unreleased-reference'],
  ],
  [
    'NULL is accessed in a loop of one way',
    'u64 *v = bpf_map_lookup_elem(&counts, &any); if (!v) { again: *v = 1; if (bpf_get_prandom_u32() & 1) goto again; }',
    [],
  ],
  [
    'NULL is accessed in a loop with a branch in it',
    'u64 *v = bpf_map_lookup_elem(&counts, &any); if (!v) { again: *v = 1; if (bpf_get_prandom_u32() & 1) { bpf_ktime_get_ns(); goto again; } }',
    [],
  ],
  [
    'NULL is accessed where another way leads too',
    'u64 *v = bpf_map_lookup_elem(&counts, &any); if (v) bpf_ktime_get_ns(); *v = 1;',
    ['possibly-null-dereference'],
  ],
  [
    'a negated number may be small',
    `int n = -(int)any; ${MASK} if (!mask) return 0; if (n < 5) return 1; bpf_cpumask_release(mask);`,
    ['unreleased-reference'],
  ],
  [
    'and large',
    `int n = -(int)any; ${MASK} if (!mask) return 0; if (n > 5) return 1; bpf_cpumask_release(mask);`,
    ['unreleased-reference'],
  ],
  [
    'a bitmap that is cast to a mask may have another length',
    'struct bpf_bitmap *bits = bpf_bitmap_create(8); if (!bits) return 0; bpf_cpumask_weight(bpf_bitmap_cast_to_cpumask(bits)); bpf_bitmap_release(bits);',
    ['possibly-null-argument'],
    '6.18-proposed',
  ],
  [
    'two loops at two places',
    'bpf_loop(4, nothing, NULL, 0); bpf_loop(4, leaks, NULL, 0);',
    ['unreleased-reference'],
  ],
  ['a loop that runs no function', 'bpf_loop(4, nothing, NULL, 0);', []],
  [
    'a constant that only user space sets',
    `${MASK} if (!mask) return 0; if (debug) return 1; bpf_cpumask_release(mask);`,
    ['load-time-leak'],
  ],
  [
    'its value in the object file',
    `${MASK} if (!mask) return 0; if (!debug) return 1; bpf_cpumask_release(mask);`,
    ['unreleased-reference'],
  ],
  [
    'a slot of a type that is not known may be one',
    'struct { elsewhere_t mask; } *v = bpf_map_lookup_elem(&odd, &any); if (v) { void *old = bpf_kptr_xchg(&v->mask, NULL); if (old) bpf_cpumask_release(old); }',
    [],
  ],
  [
    'a mask that is part of a task stays one where 0 is added to its address',
    'int zero = 0; struct task_struct *task = bpf_get_current_task_btf(); bpf_cpumask_first(&task->cpus_mask + zero);',
    [],
  ],
  ['a function that the kernel has not', `${MASK} ${POPULATE}`, ['kernel-version'], '6.12'],
  [
    'behind a guard',
    `if (!bpf_core_type_exists(struct newer_struct___v)) return 0; ${MASK} ${POPULATE}`,
    [],
    '6.12',
  ],
  [
    'behind a guard and a constant',
    `if (!bpf_core_type_exists(struct newer_struct___v)) return 0; if (debug) bpf_ktime_get_ns(); ${MASK} ${POPULATE}`,
    [],
    '6.12',
  ],
];

for (const [what, body, rules, kernel] of CASES)
  test(what, () => {
    const text = `${HEAD}${MAP}
SEC("syscall")
int branches(void *ctx)
{
	u32 any = bpf_get_prandom_u32();

	${body}
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
`;
    const result = checkFile('b.bpf.c', text, { read: () => undefined }, { kernel: kernel ?? '6.18' });
    assert.deepEqual(result.incomplete, []);
    assert.deepEqual(
      result.diagnostics.filter(({ program }) => program === 'branches').map(({ rule }) => rule),
      rules,
    );
  });
