/** Functions of many branches that only compute: what they leave is forgotten instead of followed. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { lowerModule } from '../../bpf/flow/module.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { newContext } from '../../server/analysis/check-root.ts';
import { isQuiet } from '../../server/analysis/engine/reference-neutral.ts';
import { UNKNOWN_ROOT } from '../../server/analysis/roots.ts';

before(() => initSyntaxNode());

/** Branches, and what stands beside them. */
const FUNCTIONS: readonly (readonly [what: string, branches: number, also: string, isIt: boolean])[] = [
  ['computes', 10, '', true],
  ['computes in few branches', 9, '', false],
  ['asks for a number', 10, 'n += bpf_get_prandom_u32();', true],
  ['calls what gives nothing back', 10, 'bpf_cpumask_set_cpu(n, mask);', false],
  ['looks an element up', 10, 'bpf_map_lookup_elem(&owns, &n);', false],
  ['acquires', 10, 'bpf_cpumask_create();', false],
  ['opens a section', 10, 'bpf_rcu_read_lock();', false],
];

for (const [what, branches, also, isIt] of FUNCTIONS)
  test(`a function that ${what} is ${isIt ? '' : 'not '}forgotten`, () => {
    const tests = Array.from({ length: branches }, (_, i) => `\tif (n > ${i}) n += ${i};\n`).join('');
    const text = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, u64); } owns SEC(".maps");
static u32 f(u32 n, struct bpf_cpumask *mask)
{
${tests}\t${also}
	return n;
}
`;
    const file = parseFile('q.bpf.c', text, { read: () => undefined });
    const module = lowerModule(file);
    const options = { kernel: '6.18', sources: () => text, apart: undefined, user: undefined };
    const cx = newContext(
      module,
      UNKNOWN_ROOT,
      { ...options, ledger: undefined, functions: undefined },
      undefined,
    );
    assert.equal(isQuiet(cx, module.functions.get('f')!), isIt);
  });
