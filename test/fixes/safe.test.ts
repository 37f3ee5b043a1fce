/** When a fix is not safe, whatever its rule says of it. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { fixesOf } from '../support/fix.ts';

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
