/**
 * A branch whose arms only compute does not tell paths apart, unless what its arms leave does later: then paths that went
 * different ways are both followed to their ends.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';

before(() => initSyntaxNode());

/** The path that is followed first gives the mask back; the other one comes to the same places after it. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'what an arm writes': `if (in & 1) a = 5;
	if (a > 3) n = 1; else n = 2;
	if (n == 1) bpf_cpumask_release(mask);`,
  'what an arm leaves as it was': `n = 2;
	if (in & 1) a = 5;
	if (a > 3) n = 1;
	if (n == 1) bpf_cpumask_release(mask);`,
  'an arm of an arm': `if (in & 1) a = 5;
	if (in > 7) { if (a > 3) n = 1; else n = 2; } else n = a > 3 ? 1 : 2;
	if (n == 1) bpf_cpumask_release(mask);`,
  'one after the other': `if (in & 1) a = 5;
	if (a > 3) n = 1; else n = 2;
	if (n > 1) m = 3; else m = 4;
	if (m == 4) bpf_cpumask_release(mask);`,
  'a switch': `if (in & 1) a = 5;
	switch (a) { case 5: n = 1; break; case 0: n = 2; break; default: n = 3; }
	if (n == 1) bpf_cpumask_release(mask);`,
  'what is left in a map': `if (in & 1) a = 5;
	if (a > 3) own->count = 1; else own->count = 2;
	if (own->count == 1) bpf_cpumask_release(mask);`,
};

const sourceOf = (body: string): string => `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct own { u32 count; };
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct own);
} owns SEC(".maps");
SEC("syscall") int program(void *ctx)
{
	u32 zero = 0, in = bpf_get_prandom_u32();
	int a = 0, n = 0, m = 0;
	struct own *own = bpf_map_lookup_elem(&owns, &zero);
	if (!own)
		return 0;
	struct bpf_cpumask *mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	${body}
	return m;
}
char LICENSE[] SEC("license") = "GPL";
`;

for (const [what, body] of Object.entries(PROGRAMS)) {
  test(`${what} decides later whether a mask is released`, () => {
    const reader = { read: () => undefined };
    const { diagnostics, incomplete } = checkFile('a.bpf.c', sourceOf(body), reader, { kernel: '6.18' });
    assert.deepEqual(incomplete, []);
    assert.deepEqual(
      diagnostics.map(({ rule }) => rule),
      ['unreleased-reference'],
    );
  });
}
