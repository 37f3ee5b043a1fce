/** When a fix is not safe, whatever its rule says of it. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { fixText } from '../../server/service/fix/fix-text.ts';
import { applied, fixesOf } from '../support/fix.ts';

before(() => initSyntaxNode());

/** A mask that each round moves into the map, and that no round moves if nothing is found. */
const source = (body: string) => `#include "vmlinux.h"
struct saved { struct bpf_cpumask __kptr *mask; };
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct saved);
} masks SEC(".maps");
SEC("syscall")
int run(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create(), *old;
	struct saved *v;
	u32 key;
	int i;

	if (!mask)
		return 0;
	for (i = 0; i < 4; i++) {
		key = i;
		v = bpf_map_lookup_elem(&masks, &key);
		if (!v)
			continue;
${body}
	}
	return 0;
}
`;
const MOVED = '\t\told = bpf_kptr_xchg(&v->mask, mask);\n\t\tif (old)\n\t\t\tbpf_cpumask_release(old);';

const leakIn = (text: string) =>
  fixesOf('a.bpf.c', text, '6.18').find(({ finding }) => finding.rule === 'unreleased-reference')!.found
    .fixes;

test('a lost reference that is used after its end elsewhere: the runs between are not known', () => {
  assert.deepEqual(
    leakIn(source(MOVED)).filter(({ safe }) => safe),
    [],
  );
});

test('the same without the other finding', () => {
  assert.ok(leakIn(source('\t\tbpf_cpumask_setall(mask);')).some(({ safe }) => safe));
});

/** NULL is fine as long as the mode is low: leaving before the condition would change those runs. */
const CONDITIONAL = `#include "vmlinux.h"
#include <bpf/bpf_tracing.h>
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *primary;
int mode, out;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(count, struct task_struct *p, u64 clone_flags)
{
	struct bpf_cpumask *m = primary;

	if (m != NULL || mode > 2)
		out = bpf_cpumask_weight(cast_mask(m));
	return 0;
}
`;

test('a test of NULL that may change other runs has a safe one beside it, which --fix takes', () => {
  const [only] = fixesOf('a.bpf.c', CONDITIONAL, '6.18');
  const [preferred, instead] = only!.found.fixes;
  assert.deepEqual([preferred!.safe, instead!.safe, instead!.isInstead], [false, true, true]);
  const options = { kernel: '6.18', choice: 'safe' } as const;
  const fixed = fixText('a.bpf.c', CONDITIONAL, { read: () => undefined }, options);
  assert.equal(fixed.text, applied(CONDITIONAL, instead!));
  assert.match(fixed.text, /mode > 2\) \{\n\t\tif \(m == NULL\)\n\t\t\treturn 0;\n\t\tout = /);
});

test('a function that does more than cast is not looked through', () => {
  const more = CONDITIONAL.replace('\treturn (const', '\tif (!mask)\n\t\treturn NULL;\n\treturn (const');
  const found = fixesOf('a.bpf.c', more, '6.18').flatMap(({ found: { fixes } }) => fixes);
  assert.ok(found.length > 0);
  assert.deepEqual(
    found.filter(({ isInstead }) => isInstead),
    [],
  );
});
