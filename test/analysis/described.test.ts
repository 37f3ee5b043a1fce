/** What a hover says of a pointer's trust, and why it has no more. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { keyOf } from '../../server/analysis/describe.ts';
import { hover } from '../../server/service/hover.ts';
import { openSession } from '../../server/service/session.ts';
import { kernel, ptr, refsOf, stateOf } from './domain.ts';

before(() => initSyntaxNode());

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;
`;

/** Body of a program that may sleep, with a last statement in which `mask` stands. */
const CASES: readonly (readonly [what: string, body: string, words: RegExp, after?: string])[] = [
  ['read outside of a section', 'struct bpf_cpumask *mask = allowed;', /: read outside an RCU section/],
  [
    'read in a section that is over',
    'bpf_rcu_read_lock();\n\tstruct bpf_cpumask *mask = allowed;\n\tbpf_rcu_read_unlock();',
    /: its RCU section ended at line 12/,
  ],
  [
    'read in a section that is the second one',
    'bpf_rcu_read_lock();\n\tbpf_rcu_read_unlock();\n\tbpf_rcu_read_lock();\n\tstruct bpf_cpumask *mask = allowed;',
    /valid until line 17/,
    'bpf_rcu_read_unlock();',
  ],
  ['owned', 'struct bpf_cpumask *mask = bpf_cpumask_create();', /owned/],
];

for (const [what, body, words, after = ''] of CASES)
  test(what, () => {
    const text = `${HEAD}
SEC("syscall")
int shows(void *ctx)
{
	${body}
	if (!mask)
		return 0;
	bpf_cpumask_weight((const struct cpumask *)mask);
	${after}
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
`;
    const session = openSession('d.bpf.c', text, { read: () => undefined });
    atOnce(session.check('6.18'));
    const known = () => ({ module: session.parsed().module, checked: session.checked() });
    const offset = text.lastIndexOf('mask)');
    assert.match(hover({ text, offset, kernel: '6.18', known })?.text ?? '', words);
  });

test('a pointer is described apart in an explicit section, whose end can be named', () => {
  const value = ptr(kernel(1, { trust: 'rcu' }));
  assert.notEqual(keyOf(stateOf([], { rcu: 1 }), value), keyOf(stateOf(), value));
});

test('memory is described apart once it is released', () => {
  const value = ptr({ o: 'mem', id: 1, size: 8, ref: 1, key: 'm1', record: '', writable: true });
  assert.notEqual(keyOf(stateOf([], refsOf(1)), value), keyOf(stateOf(), value));
});
