/**
 * Two ways that meet, of which one is wrong: the fault is found whichever comes first. A state that subsumption drops
 * although it differs in a fact loses the fault in one of the two orders.
 */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';

before(() => initSyntaxNode());

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;
struct shared {
	struct bpf_spin_lock lock;
	struct bpf_res_spin_lock res;
	struct bpf_res_spin_lock other;
	u64 count;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct shared);
} shared_map SEC(".maps");
const volatile int debug = 0;
char name[16];
`;

interface Case {
  readonly what: string;
  /** What comes before the branch. */
  readonly start?: string;
  /** The way that is right, and the one that is wrong. */
  readonly right: string;
  readonly wrong: string;
  /** Where they meet. */
  readonly end: string;
  /** The same when both are right. */
  readonly rightEnd?: string;
  readonly rule: string;
}

const MASK = 'struct bpf_cpumask *mask = bpf_cpumask_create();\n\tif (!mask)\n\t\treturn 0;';
const VALUE =
  'u32 key = 0;\n\tstruct shared *v = bpf_map_lookup_elem(&shared_map, &key);\n\tif (!v)\n\t\treturn 0;';

const CASES: readonly Case[] = [
  {
    what: 'preemption is disabled on one of them',
    right: 'bpf_preempt_disable();',
    wrong: '',
    end: 'bpf_preempt_enable();',
    rule: 'unbalanced-rcu-section',
  },
  {
    what: 'preemption is disabled once, or twice',
    right: 'bpf_preempt_disable();',
    wrong: 'bpf_preempt_disable(); bpf_preempt_disable();',
    end: 'bpf_preempt_enable();',
    rule: 'unbalanced-rcu-section',
  },
  {
    what: 'sleeping where preemption may be disabled',
    right: '',
    wrong: 'bpf_preempt_disable();',
    end: 'bpf_copy_from_user(name, sizeof(name), ctx);\n\tif (way & 1)\n\t\tbpf_preempt_enable();',
    rightEnd: 'bpf_copy_from_user(name, sizeof(name), ctx);',
    rule: 'call-not-allowed-here',
  },
  {
    what: 'an RCU section is open on one of them',
    right: 'bpf_rcu_read_lock();',
    wrong: '',
    end: 'bpf_rcu_read_unlock();',
    rule: 'unbalanced-rcu-section',
  },
  {
    what: 'what was read has lapsed on one of them',
    start:
      'struct bpf_cpumask *mask;\n\tbpf_rcu_read_lock();\n\tmask = allowed;\n\tif (!mask) {\n\t\tbpf_rcu_read_unlock();\n\t\treturn 0;\n\t}',
    right: '',
    wrong: 'bpf_rcu_read_unlock(); bpf_rcu_read_lock();',
    end: 'bpf_cpumask_weight((const struct cpumask *)mask);\n\tbpf_rcu_read_unlock();',
    rule: 'outside-rcu-section',
  },
  {
    what: 'interrupts are disabled on one of them',
    start: 'unsigned long flags;',
    right: 'bpf_local_irq_save(&flags);',
    wrong: 'flags = 0;',
    end: 'bpf_local_irq_restore(&flags);',
    rule: 'unbalanced-rcu-section',
  },
  {
    what: 'interrupts are disabled by another variable',
    start: 'unsigned long flags, others;',
    right: 'bpf_local_irq_save(&flags);',
    wrong: 'bpf_local_irq_save(&others);',
    end: 'bpf_local_irq_restore(&flags);',
    rule: 'unbalanced-rcu-section',
  },
  {
    what: 'interrupts are disabled in another order',
    start: 'unsigned long flags, others;',
    right: 'bpf_local_irq_save(&flags); bpf_local_irq_save(&others);',
    wrong: 'bpf_local_irq_save(&others); bpf_local_irq_save(&flags);',
    end: 'bpf_local_irq_restore(&others);\n\tbpf_local_irq_restore(&flags);',
    rule: 'unbalanced-rcu-section',
  },
  {
    what: 'a lock is held on one of them',
    start: VALUE,
    right: 'bpf_spin_lock(&v->lock);',
    wrong: '',
    end: 'bpf_spin_unlock(&v->lock);',
    rule: 'unbalanced-rcu-section',
  },
  {
    what: 'the lock of another object is held',
    start: `${VALUE}\n\tkey = 1;\n\tstruct shared *w = bpf_map_lookup_elem(&shared_map, &key);\n\tif (!w)\n\t\treturn 0;`,
    right: 'bpf_spin_lock(&v->lock);',
    wrong: 'bpf_spin_lock(&w->lock);',
    end: 'bpf_spin_unlock(&v->lock);',
    rule: 'unbalanced-rcu-section',
  },
  {
    what: 'a reference is released on one of them',
    start: MASK,
    right: 'bpf_cpumask_release(mask);',
    wrong: '',
    end: '',
    rule: 'unreleased-reference',
  },
  {
    what: 'a pointer is used that one of them released',
    start: MASK,
    right: '',
    wrong: 'bpf_cpumask_release(mask);',
    end: 'bpf_cpumask_set_cpu(1, mask);\n\tif (!(way & 1))\n\t\tbpf_cpumask_release(mask);',
    rightEnd: 'bpf_cpumask_set_cpu(1, mask);\n\tbpf_cpumask_release(mask);',
    rule: 'use-after-release',
  },
  {
    what: 'one of two masks is released, and the other is used',
    start: `${MASK}\n\tstruct bpf_cpumask *other = bpf_cpumask_create();\n\tif (!other) {\n\t\tbpf_cpumask_release(mask);\n\t\treturn 0;\n\t}`,
    right: 'bpf_cpumask_release(other);',
    wrong: 'bpf_cpumask_release(mask);',
    end: 'bpf_cpumask_set_cpu(1, mask);\n\tbpf_cpumask_release(mask);',
    rule: 'use-after-release',
  },
  {
    what: 'a pointer is tested on one of them',
    start: 'struct bpf_cpumask *mask = bpf_cpumask_create();',
    right: 'if (!mask)\n\t\treturn 0;',
    wrong: '',
    end: 'bpf_cpumask_release(mask);',
    rule: 'possibly-null-argument',
  },
  {
    what: 'a number decides whether the mask is released',
    start: `${MASK}\n\tint keep;`,
    right: 'keep = 0;',
    wrong: 'keep = 1;',
    end: 'if (keep)\n\t\treturn 0;\n\tbpf_cpumask_release(mask);',
    rule: 'unreleased-reference',
  },
];

const HEADS: readonly (readonly [order: string, program: (one: Case) => string])[] = [
  ['first', ({ right, wrong }) => `if (way & 1) {\n\t\t${wrong}\n\t} else {\n\t\t${right}\n\t}`],
  ['last', ({ right, wrong }) => `if (!(way & 1)) {\n\t\t${right}\n\t} else {\n\t\t${wrong}\n\t}`],
];

function rulesOf(one: Case, branch: string): readonly string[] {
  const text = `${HEAD}
SEC("syscall")
int meets(void *ctx)
{
	u64 way = bpf_get_prandom_u32();
	${one.start ?? ''}

	${branch}
	${one.end}
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
`;
  const { diagnostics, incomplete } = checkFile(
    'm.bpf.c',
    text,
    { read: () => undefined },
    { kernel: '6.18' },
  );
  assert.deepEqual(incomplete, []);
  return [...new Set(diagnostics.map(({ rule }) => rule))];
}

for (const one of CASES)
  describe(one.what, () => {
    for (const [order, program] of HEADS)
      test(`the wrong way ${order}`, () => assert.ok(rulesOf(one, program(one)).includes(one.rule)));
    test('both ways wrong', () => assert.ok(rulesOf(one, one.wrong).includes(one.rule)));
    test('both ways right', () => {
      const end = one.rightEnd ?? one.end;
      assert.deepEqual(rulesOf({ ...one, end }, one.right), []);
    });
  });
