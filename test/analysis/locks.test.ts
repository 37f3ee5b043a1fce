/** Locks and interrupt flags: two stacks, on which order, identity and class count. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { lowerModule } from '../../bpf/flow/module.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { BUDGET } from '../../server/analysis/budget.ts';
import { checkModule } from '../support/check-module.ts';

before(() => initSyntaxNode());

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct shared {
	struct bpf_spin_lock lock;
	struct bpf_res_spin_lock res;
	u64 count;
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct shared);
} shared_map SEC(".maps");
unsigned long elsewhere;
`;

/** Faults of a body in which `v` and `w` are two values of a map, and `f` and `g` two flags. */
function faultsOf(body: string, section: string): readonly string[] {
  const text = `${HEAD}
SEC("${section}")
int locks(void *ctx)
{
	u32 key = 0;
	unsigned long f, g;
	struct shared *v = bpf_map_lookup_elem(&shared_map, &key);
	struct shared *w = bpf_map_lookup_elem(&shared_map, &key);

	if (!v || !w)
		return 0;
	${body}
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
`;
  const file = parseFile('l.bpf.c', text, { read: () => undefined });
  const sources = () => file.text;
  const roots = checkModule(lowerModule(file), { kernel: '6.18', budget: BUDGET, sources, own: () => true });
  return roots.flatMap(({ faults }) => faults.map(({ what }) => what));
}

type Row = readonly [what: string, body: string, faults: readonly string[]];

const held = (body: string) => `if (!bpf_res_spin_lock(&v->res)) { ${body} }`;
const nested = (body: string) =>
  held(`if (!bpf_res_spin_lock(&w->res)) { ${body} } else { bpf_res_spin_unlock(&v->res); }`);

const LOCKS: readonly Row[] = [
  ['taken and released', 'bpf_spin_lock(&v->lock); bpf_spin_unlock(&v->lock);', []],
  ['never released', 'bpf_spin_lock(&v->lock);', ['exit-locked']],
  ['never taken', 'bpf_spin_unlock(&v->lock);', ['unmatched-lock']],
  [
    'released twice',
    'bpf_spin_lock(&v->lock); bpf_spin_unlock(&v->lock); bpf_spin_unlock(&v->lock);',
    ['unmatched-lock'],
  ],
  ['of another object', 'bpf_spin_lock(&v->lock); bpf_spin_unlock(&w->lock);', ['unlock-of-another']],
  [
    'through a copy of the pointer',
    'struct shared *x = v; bpf_spin_lock(&v->lock); bpf_spin_unlock(&x->lock);',
    [],
  ],
  ['that fails', `${held('bpf_res_spin_unlock(&v->res);')}`, []],
  [
    'that fails, whose result is ignored',
    'bpf_res_spin_lock(&v->res); bpf_res_spin_unlock(&v->res);',
    ['unmatched-lock'],
  ],
  [
    'taken again',
    held('if (!bpf_res_spin_lock(&v->res)) bpf_res_spin_unlock(&v->res); bpf_res_spin_unlock(&v->res);'),
    ['locked-again'],
  ],
  ['released in reverse', nested('bpf_res_spin_unlock(&w->res); bpf_res_spin_unlock(&v->res);'), []],
  [
    'released in the order in which they were taken',
    nested('bpf_res_spin_unlock(&v->res); bpf_res_spin_unlock(&w->res);'),
    ['unlock-order'],
  ],
  ['only one of two released', nested('bpf_res_spin_unlock(&w->res);'), ['exit-locked']],
];

const FLAGS: readonly Row[] = [
  ['saved and restored', 'bpf_local_irq_save(&f); bpf_local_irq_restore(&f);', []],
  ['never restored', 'bpf_local_irq_save(&f);', ['exit-locked']],
  ['never saved', 'f = 0; bpf_local_irq_restore(&f);', ['irq-flag-unset']],
  [
    'restored twice',
    'bpf_local_irq_save(&f); bpf_local_irq_restore(&f); bpf_local_irq_restore(&f);',
    ['irq-flag-unset'],
  ],
  [
    'restored in reverse',
    'bpf_local_irq_save(&f); bpf_local_irq_save(&g); bpf_local_irq_restore(&g); bpf_local_irq_restore(&f);',
    [],
  ],
  [
    'restored in the order in which they were saved',
    'bpf_local_irq_save(&f); bpf_local_irq_save(&g); bpf_local_irq_restore(&f); bpf_local_irq_restore(&g);',
    ['irq-order'],
  ],
  [
    'saved twice in one variable',
    'bpf_local_irq_save(&f); bpf_local_irq_save(&f); bpf_local_irq_restore(&f);',
    ['irq-flag-in-use', 'exit-locked'],
  ],
  ['overwritten', 'bpf_local_irq_save(&f); f = 1; bpf_local_irq_restore(&f);', ['irq-flag-unset']],
  ['beside one that is overwritten', 'bpf_local_irq_save(&f); g = 1; bpf_local_irq_restore(&f);', []],
  ['restored from a copy', 'bpf_local_irq_save(&f); g = f; bpf_local_irq_restore(&g);', ['irq-flag-unset']],
  [
    'restored from one of several variables',
    'unsigned long h[2]; u32 i = bpf_get_prandom_u32() & 1; bpf_local_irq_save(&f); bpf_local_irq_save(&g); bpf_local_irq_restore(&h[i]);',
    ['exit-locked'],
  ],
  ['not on the stack', 'bpf_local_irq_save(&elsewhere);', ['irq-flag-elsewhere', 'exit-locked']],
  [
    'saved by a lock, restored by hand',
    `if (!bpf_res_spin_lock_irqsave(&v->res, &f)) { bpf_local_irq_restore(&f); bpf_res_spin_unlock_irqrestore(&v->res, &f); }`,
    ['under-lock', 'irq-flag-class', 'irq-flag-unset'],
  ],
  [
    'saved and restored by a lock',
    `if (!bpf_res_spin_lock_irqsave(&v->res, &f)) bpf_res_spin_unlock_irqrestore(&v->res, &f);`,
    [],
  ],
];

for (const [group, rows] of [
  ['a lock', LOCKS],
  ['an interrupt flag', FLAGS],
] as const)
  describe(group, () => {
    for (const [what, body, faults] of rows)
      test(what, () => assert.deepEqual(faultsOf(body, 'syscall'), faults));
  });

test('tracing programs take no spin lock', () => {
  assert.deepEqual(faultsOf('bpf_spin_lock(&v->lock); bpf_spin_unlock(&v->lock);', 'raw_tp/sched_switch'), [
    'lock-in-tracing',
  ]);
});
