/** Summaries: which functions may be judged once for all their calls, and what a summary must not hide. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { lowerModule } from '../../bpf/flow/module.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { BUDGET } from '../../server/analysis/budget.ts';
import type { CheckedRoot } from '../../server/analysis/check-root.ts';
import { checkModule } from '../support/check-module.ts';

before(() => initSyntaxNode());

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;
struct shared {
	struct bpf_spin_lock lock;
	struct bpf_res_spin_lock res;
	u64 count;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct shared);
} shared_map SEC(".maps");
char name[16];
`;

function rootOf(helper: string, body: string, enterAll: boolean): CheckedRoot {
  const text = `${HEAD}
static __noinline ${helper}
SEC("syscall")
int calls(void *ctx)
{
	u32 key = 0, any = bpf_get_prandom_u32();
	unsigned long flags;
	struct shared *v = bpf_map_lookup_elem(&shared_map, &key);

	if (!v)
		return 0;
	${body}
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
`;
  const file = parseFile('s.bpf.c', text, { read: () => undefined });
  const [root] = checkModule(lowerModule(file), {
    kernel: '6.18',
    budget: BUDGET,
    sources: () => file.text,
    own: () => true,
    enterAll,
  });
  assert.deepEqual([...root!.incomplete], []);
  return root!;
}

const findings = ({ faults }: CheckedRoot) => faults.map(({ id, what, key }) => `${id}/${what} ${key}`);

/** Helper, calls of it in a program that is right. */
type Right = readonly [what: string, helper: string, body: string];

const JUDGED_ONCE: readonly Right[] = [
  ['computes', 'int h(u32 a) { return a > 3 ? 1 : 2; }', 'h(any);'],
  ['calls a kernel function', 'int h(u32 a) { if (a > 3) bpf_ktime_get_ns(); return 0; }', 'h(any);'],
  [
    'acquires and releases',
    'void h(u32 a) { struct bpf_cpumask *m = bpf_cpumask_create(); if (m) bpf_cpumask_release(m); }',
    'h(any);',
  ],
  [
    'opens and closes an RCU section',
    'void h(u32 a) { bpf_rcu_read_lock(); if (a) bpf_ktime_get_ns(); bpf_rcu_read_unlock(); }',
    'h(any);',
  ],
  [
    'disables preemption and enables it',
    'void h(u32 a) { bpf_preempt_disable(); if (a) bpf_ktime_get_ns(); bpf_preempt_enable(); }',
    'h(any);',
  ],
  ['counts in a map value', 'void h(struct shared *p) { if (p->count > 3) p->count++; }', 'h(v);'],
  [
    'looks up by a variable of its caller',
    'u64 h(u32 *p, u32 a) { if (a) bpf_ktime_get_ns(); struct shared *s = bpf_map_lookup_elem(&shared_map, p); return s->count; }',
    'u32 own = 3; h(&own, any);',
  ],
  [
    'passes on a number that may be a pointer',
    'void h(u64 p, u32 a) { if (a) bpf_cpumask_weight((const struct cpumask *)p); }',
    'h(((u64 *)ctx)[0], any);',
  ],
  ['fills a variable of its caller', 'void h(u32 *p) { if (*p > 3) *p = 4; }', 'u32 own = any; h(&own);'],
];

const ENTERED: readonly Right[] = [
  [
    'opens an RCU section',
    'void h(u32 a) { if (a) bpf_ktime_get_ns(); bpf_rcu_read_lock(); }',
    'h(any); bpf_rcu_read_unlock();',
  ],
  [
    'closes an RCU section',
    'void h(u32 a) { if (a) bpf_ktime_get_ns(); bpf_rcu_read_unlock(); }',
    'bpf_rcu_read_lock(); h(any);',
  ],
  [
    'disables preemption',
    'void h(u32 a) { if (a) bpf_ktime_get_ns(); bpf_preempt_disable(); }',
    'h(any); bpf_preempt_enable();',
  ],
  [
    'enables preemption',
    'void h(u32 a) { if (a) bpf_ktime_get_ns(); bpf_preempt_enable(); }',
    'bpf_preempt_disable(); h(any);',
  ],
  [
    'disables interrupts',
    'void h(unsigned long *f, u32 a) { if (a) bpf_ktime_get_ns(); bpf_local_irq_save(f); }',
    'h(&flags, any); bpf_local_irq_restore(&flags);',
  ],
  [
    'takes a lock',
    'void h(struct shared *p, u32 a) { if (a) p->count++; bpf_spin_lock(&p->lock); }',
    'h(v, any); bpf_spin_unlock(&v->lock);',
  ],
  [
    'releases a lock',
    'void h(struct shared *p, u32 a) { if (a) p->count++; bpf_spin_unlock(&p->lock); }',
    'bpf_spin_lock(&v->lock); h(v, any);',
  ],
  [
    'returns a reference',
    'struct bpf_cpumask *h(u32 a) { return a ? bpf_cpumask_create() : NULL; }',
    'struct bpf_cpumask *m = h(any); if (m) bpf_cpumask_release(m);',
  ],
  [
    'releases a reference',
    'void h(struct bpf_cpumask *m, u32 a) { if (a) bpf_ktime_get_ns(); bpf_cpumask_release(m); }',
    'struct bpf_cpumask *m = bpf_cpumask_create(); if (m) h(m, any);',
  ],
  [
    'exchanges one reference for another',
    'struct bpf_cpumask *h(struct bpf_cpumask *m) { struct bpf_cpumask *o = bpf_cpumask_create(); if (!o) return m; bpf_cpumask_release(m); return o; }',
    'struct bpf_cpumask *m = bpf_cpumask_create(); if (m) { m = h(m); if (m) bpf_cpumask_release(m); }',
  ],
  ['decides nothing', 'u32 h(u32 a) { return a + 1; }', 'h(any);'],
  [
    'clears memory of its caller on one path, and stores there on the other',
    'void h(u64 *p, u32 a) { if (a) __builtin_memset(p, 0, 8); else *p = 5; }',
    'u64 own = any; h(&own, any);',
  ],
  [
    'returns a pointer or a number that is not 0',
    'void *h(struct shared *p, u32 a) { return a ? p : (void *)5; }',
    'h(v, any);',
  ],
];

for (const [how, list] of [
  ['judged once', JUDGED_ONCE],
  ['entered', ENTERED],
] as const)
  describe(`a function is ${how} that`, () => {
    for (const [what, helper, body] of list)
      test(what, () => {
        const root = rootOf(helper, body, false);
        assert.deepEqual(findings(root), []);
        assert.ok(root.entered, 'no summary is suspected of anything');
        assert.equal(root.entered.functions.has('h') ? 'entered' : 'judged once', how);
      });
  });

describe('a function that only computes', () => {
  for (const [branches, how] of [
    [9, 'is judged once'],
    [10, 'is not followed'],
  ] as const)
    test(`with ${branches} branches ${how}`, () => {
      const tests = Array.from({ length: branches }, (_, i) => `if (a & ${2 ** i}) n++;`);
      const root = rootOf(`int h(u32 a) { u32 n = 0; ${tests.join(' ')} return n; }`, 'h(any);', false);
      assert.equal(root.entered?.summarised.size, how === 'is judged once' ? 1 : 0);
      assert.equal(root.entered?.functions.has('h'), false);
    });
});

describe('a summary is for calls', () => {
  const HELPER = 'int h(u32 a) { return a > 3 ? 1 : 2; }';
  const cases: readonly (readonly [what: string, body: string, summaries: number])[] = [
    ['with any number', 'h(any); h(key + any);', 1],
    ['with one constant', 'h(1); h(1);', 1],
    ['with each constant', 'h(1); h(2);', 2],
    [
      'inside and outside of an RCU section',
      'h(any); bpf_rcu_read_lock(); h(any); bpf_rcu_read_unlock();',
      2,
    ],
    [
      'with preemption enabled and disabled',
      'h(any); bpf_preempt_disable(); h(any); bpf_preempt_enable();',
      2,
    ],
    [
      'with interrupts enabled and disabled',
      'h(any); bpf_local_irq_save(&flags); h(any); bpf_local_irq_restore(&flags);',
      2,
    ],
    ['with a lock and without', 'h(any); bpf_spin_lock(&v->lock); h(any); bpf_spin_unlock(&v->lock);', 2],
    [
      'with locks of either kind',
      'bpf_spin_lock(&v->lock); h(any); bpf_spin_unlock(&v->lock); if (!bpf_res_spin_lock(&v->res)) { h(any); bpf_res_spin_unlock(&v->res); }',
      2,
    ],
    [
      'with a reference and without',
      'h(any); struct bpf_cpumask *m = bpf_cpumask_create(); if (m) { h(any); bpf_cpumask_release(m); }',
      2,
    ],
  ];
  test('with an object that is owned and one that is not: 2', () => {
    const helper = 'int h(struct task_struct *t, u32 a) { return a > 3 ? t->pid : 2; }';
    const body =
      'struct task_struct *t = bpf_task_from_pid(1); if (t) { h(t, any); h(bpf_get_current_task_btf(), any); bpf_task_release(t); }';
    const { entered, faults } = rootOf(helper, body, false);
    assert.deepEqual(faults, []);
    assert.equal((entered?.summarised.size ?? 0) + (entered?.bound.size ?? 0), 2);
  });
  for (const [what, body, summaries] of cases)
    test(`${what}: ${summaries}`, () => {
      const { entered, faults } = rootOf(HELPER, body, false);
      assert.deepEqual(faults, []);
      assert.equal((entered?.summarised.size ?? 0) + (entered?.bound.size ?? 0), summaries);
    });
});

/** Programs that are wrong only because of where the function is called from, or of what it leaves. */
const WRONG: readonly (readonly [what: string, helper: string, body: string, id: string])[] = [
  [
    'sleeps with preemption disabled',
    'void h(u32 a) { if (a) bpf_copy_from_user(name, sizeof(name), NULL); }',
    'h(any); bpf_preempt_disable(); h(any); bpf_preempt_enable();',
    'call-not-allowed-here',
  ],
  [
    'sleeps in an RCU section',
    'void h(u32 a) { if (a) bpf_copy_from_user(name, sizeof(name), NULL); }',
    'h(any); bpf_rcu_read_lock(); h(any); bpf_rcu_read_unlock();',
    'call-not-allowed-here',
  ],
  [
    'sleeps with interrupts disabled',
    'void h(u32 a) { if (a) bpf_copy_from_user(name, sizeof(name), NULL); }',
    'h(any); bpf_local_irq_save(&flags); h(any); bpf_local_irq_restore(&flags);',
    'call-not-allowed-here',
  ],
  [
    'calls a kernel function under a lock',
    'void h(u32 a) { struct bpf_cpumask *m; if (a) return; m = bpf_cpumask_create(); if (m) bpf_cpumask_release(m); }',
    'h(any); bpf_spin_lock(&v->lock); h(any); bpf_spin_unlock(&v->lock);',
    'call-not-allowed-here',
  ],
  [
    'tail-calls with a reference',
    'void h(u32 a) { if (a) bpf_throw(a); }',
    'struct bpf_cpumask *m = bpf_cpumask_create(); if (m) { h(any); bpf_cpumask_release(m); }',
    'unreleased-reference',
  ],
  [
    'ends the RCU section that its caller reads in',
    'void h(u32 a) { bpf_rcu_read_unlock(); if (a) bpf_ktime_get_ns(); bpf_rcu_read_lock(); }',
    'bpf_rcu_read_lock(); struct bpf_cpumask *m = allowed; if (m) { h(any); bpf_cpumask_weight((const struct cpumask *)m); } bpf_rcu_read_unlock();',
    'outside-rcu-section',
  ],
  [
    'leaves preemption disabled on one way',
    'void h(u32 a) { if (a) bpf_preempt_disable(); }',
    'h(any);',
    'unbalanced-rcu-section',
  ],
  [
    'leaves an RCU section open on one way',
    'void h(u32 a) { if (a) bpf_rcu_read_lock(); }',
    'h(any);',
    'unbalanced-rcu-section',
  ],
  [
    'leaves a lock held on one way',
    'void h(struct shared *p, u32 a) { if (a) bpf_spin_lock(&p->lock); }',
    'h(v, any);',
    'unbalanced-rcu-section',
  ],
  [
    'leaves interrupts disabled on one way',
    'void h(unsigned long *f, u32 a) { if (a) bpf_local_irq_save(f); }',
    'h(&flags, any);',
    'unbalanced-rcu-section',
  ],
  [
    'leaks on one way',
    'void h(u32 a) { struct bpf_cpumask *m = bpf_cpumask_create(); if (m && a) bpf_cpumask_release(m); }',
    'h(any);',
    'unreleased-reference',
  ],
  [
    'sets the number that decides',
    'void h(u32 *p, u32 a) { *p = a ? 1 : 0; }',
    'u32 own = 0; struct bpf_cpumask *m = bpf_cpumask_create(); h(&own, any); if (m && !own) bpf_cpumask_release(m);',
    'unreleased-reference',
  ],
  [
    'sets the number that decides, and goes on',
    'void h(u32 *p, u32 a) { u32 i; if (a & 1) *p = 1; else *p = 0; for (i = 0; i < 3; i++) if (a & 2) bpf_ktime_get_ns(); }',
    'u32 own = 0; struct bpf_cpumask *m = bpf_cpumask_create(); h(&own, any); if (m && !own) bpf_cpumask_release(m);',
    'unreleased-reference',
  ],
  [
    'sets the number that decides the other way, and goes on',
    'void h(u32 *p, u32 a) { u32 i; if (a & 1) *p = 1; else *p = 0; for (i = 0; i < 3; i++) if (a & 2) bpf_ktime_get_ns(); }',
    'u32 own = 0; struct bpf_cpumask *m = bpf_cpumask_create(); h(&own, any); if (m && own) bpf_cpumask_release(m);',
    'unreleased-reference',
  ],
  [
    'uses what was read in an RCU section before this one',
    'int h(struct bpf_cpumask *m, u32 a) { if (a) bpf_ktime_get_ns(); return bpf_cpumask_weight((const struct cpumask *)m); }',
    'bpf_rcu_read_lock(); struct bpf_cpumask *m = allowed; if (m) h(m, any); bpf_rcu_read_unlock(); bpf_rcu_read_lock(); if (m) h(m, any); bpf_rcu_read_unlock();',
    'outside-rcu-section',
  ],
  [
    'looks up by a number that the verifier forgets',
    'u64 h(u32 *p, u32 a) { if (a) bpf_ktime_get_ns(); struct shared *s = bpf_map_lookup_elem(&shared_map, p); return s->count; }',
    'u32 own = 3; key = 3; h(&own, any); h(&key, any);',
    'possibly-null-dereference',
  ],
  [
    'returns the number that decides',
    'int h(u32 a) { return a ? 1 : 0; }',
    'struct bpf_cpumask *m = bpf_cpumask_create(); int r = h(any); if (m && !r) bpf_cpumask_release(m);',
    'unreleased-reference',
  ],
];

describe('a fault is found through a function that', () => {
  for (const [what, helper, body, id] of WRONG)
    test(what, () => {
      const root = rootOf(helper, body, false);
      assert.ok(
        root.faults.some((fault) => fault.id === id),
        `${findings(root)}`,
      );
      assert.deepEqual(findings(root), findings(rootOf(helper, body, true)));
    });
});
