/** Sections with two findings that one fix mends. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { fixText } from '../../server/service/fix/fix-text.ts';

before(() => initSyntaxNode());

const program = (body: string) => `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
void bpf_local_irq_save(unsigned long *flags__irq_flag) __ksym;
void bpf_local_irq_restore(unsigned long *flags__irq_flag) __ksym;
int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock) __ksym;
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(LOCK) struct bpf_res_spin_lock guard;
u64 count;
static __noinline void off(unsigned long *flags) { bpf_local_irq_save(flags); }
static __noinline void on(unsigned long *flags) { bpf_local_irq_restore(flags); }
SEC("tc")
int on_packet(struct __sk_buff *ctx)
{
	unsigned long flags;

${body}
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
`;

const CASES: readonly (readonly [string, string, string])[] = [
  [
    'interrupts are disabled twice and restored once',
    '\tbpf_local_irq_save(&flags);\n\tcount++;\n\tbpf_local_irq_save(&flags);\n\tbpf_local_irq_restore(&flags);',
    '\tbpf_local_irq_save(&flags);\n\tcount++;\n\tbpf_local_irq_restore(&flags);',
  ],
  [
    'the same by functions of the file',
    '\toff(&flags);\n\tcount++;\n\toff(&flags);\n\ton(&flags);',
    '\toff(&flags);\n\tcount++;\n\ton(&flags);',
  ],
  [
    'runs that hold the lock leave, and the others unlock it',
    '\tif (!bpf_res_spin_lock(&guard))\n\t\treturn 0;\n\tcount++;\n\tbpf_res_spin_unlock(&guard);',
    '\tif (bpf_res_spin_lock(&guard))\n\t\treturn 0;\n\tcount++;\n\tbpf_res_spin_unlock(&guard);',
  ],
];

for (const [name, body, fixed] of CASES)
  test(name, () => {
    const options = { kernel: '6.18', choice: 'safe' } as const;
    const { text, after } = fixText('a.bpf.c', program(body), { read: () => undefined }, options);
    assert.equal(text, program(fixed));
    assert.deepEqual(after.diagnostics, []);
  });
