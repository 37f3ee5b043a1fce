/** One fix for what is several findings, and fixes of programs that are attached where no kernel of a test may attach them. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { applied, checkText, fixesOf } from '../support/fix.ts';

const KERNEL = '6.18';

before(() => initSyntaxNode());

function program(code: string): string {
  return `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct shared {
	struct bpf_res_spin_lock lock;
	u64 count;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct shared);
} shared_map SEC(".maps");

char name[16];
${code}
char LICENSE[] SEC("license") = "GPL";
`;
}

const TRACE = `
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
`;

/** Programs with several findings; the text that their first fix has to leave. */
const TOGETHER: Readonly<Record<string, readonly [code: string, expected: RegExp]>> = {
  'flags that are in use': [
    `${TRACE}{
	unsigned long flags;

	bpf_local_irq_save(&flags);
	if (task->pid > 3) {
		bpf_local_irq_save(&flags);
		bpf_local_irq_restore(&flags);
	}
	bpf_local_irq_restore(&flags);
	return 0;
}
`,
    /bpf_local_irq_save\(&inner_flags\);\n\t\tbpf_local_irq_restore\(&inner_flags\);/,
  ],
  'flags of a lock that are restored by themselves': [
    `${TRACE}{
	unsigned long flags;
	u32 key = task->pid;
	struct shared *v = bpf_map_lookup_elem(&shared_map, &key);

	if (!v)
		return 0;
	if (bpf_res_spin_lock_irqsave(&v->lock, &flags))
		return 0;
	v->count++;
	bpf_res_spin_unlock(&v->lock);
	bpf_local_irq_restore(&flags);
	return 0;
}
`,
    /count\+\+;\n\tbpf_res_spin_unlock_irqrestore\(&v->lock, &flags\);\n\treturn 0;/,
  ],
  'an iterator that is a global': [
    `static struct bpf_iter_bits bits;
${TRACE}{
	u64 word = 0xf0;
	int *bit;

	bpf_iter_bits_new(&bits, &word, 1);
	bit = bpf_iter_bits_next(&bits);
	if (bit)
		word = *bit;
	bpf_iter_bits_destroy(&bits);
	return word;
}
`,
    /struct bpf_iter_bits it;\n\n\tbpf_iter_bits_new\(&it, &word, 1\);/,
  ],
};

describe('one fix for several findings', () => {
  for (const [title, [code, expected]] of Object.entries(TOGETHER))
    test(title, () => {
      const text = program(code);
      const all = fixesOf('several.bpf.c', text, KERNEL);
      assert.ok(all.length > 1);
      const fixed = applied(text, all[0]!.found.fixes[0]!);
      assert.match(fixed, expected);
      assert.deepEqual(checkText('several.bpf.c', fixed, KERNEL).diagnostics, []);
    });
});

/** How a program that sleeps begins, and how it begins after the fix; '' where the kernel has no such kind of it. */
const SLEEPING: readonly (readonly [was: string, now: string])[] = [
  ['SEC("lsm/file_open")\nint BPF_PROG(on_open, struct file *file)', 'SEC("lsm.s/file_open")'],
  ['SEC("lsm/task_free")\nint BPF_PROG(on_free, struct task_struct *task)', ''],
  ['SEC("fentry/__x64_sys_getpid")\nint BPF_PROG(on_call)', 'SEC("fentry.s/__x64_sys_getpid")'],
  ['SEC("?fexit/__x64_sys_getpid")\nint BPF_PROG(on_call)', 'SEC("?fexit.s/__x64_sys_getpid")'],
  ['SEC("fentry/do_exit")\nint BPF_PROG(on_exit, long code)', ''],
  ['SEC("uprobe/lib:read")\nint on_read(struct pt_regs *ctx)', 'SEC("uprobe.s/lib:read")'],
  ['SEC("kprobe/do_exit")\nint on_exit(struct pt_regs *ctx)', ''],
  ['SEC("tp_btf/task_newtask")\nint BPF_PROG(on_task, struct task_struct *task, u64 flags)', ''],
];

describe('a program that may sleep by the name of its section', () => {
  for (const [was, now] of SLEEPING)
    test(was.split('\n')[0]!, () => {
      const text = program(`
${was}
{
	bpf_copy_from_user(name, sizeof(name), (const void *)4096);
	return 0;
}
`);
      const [own] = fixesOf('section.bpf.c', text, KERNEL).filter(
        ({ finding }) => finding.rule === 'call-not-allowed-here',
      );
      const [fix] = own!.found.fixes;
      if (!now) return assert.equal(fix, undefined);
      assert.ok(applied(text, fix!).includes(`${now}\n`));
    });
});
