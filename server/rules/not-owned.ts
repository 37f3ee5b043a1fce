/** Rule not-owned: see `docs` below. */
import type { FaultOf } from '../analysis/engine/faults.ts';
import { borrowedFixes } from './fix/ownership/borrowed.ts';
import { callee, defineRule, program, Quoted } from './rule.ts';

const SLOT_READ = 'still belongs to its kptr field';

/** Why the pointer is not the program's. */
function borrowed(f: FaultOf<'not-owned', 'release' | 'not-refcounted' | 'acquire'>): string {
  if (f.data.from === 'slot') return `${Quoted(f)} ${SLOT_READ}`;
  if (f.data.struct === 'memory') return `${Quoted(f)} is plain memory, not a reference-counted object`;
  return `${Quoted(f)} is only borrowed`;
}

export const rule = defineRule({
  id: 'not-owned',
  messages: {
    release: (f) =>
      `${borrowed(f)}, so ${callee(f)} cannot release it. Release only what was created, acquired, or exchanged out with bpf_kptr_xchg().`,
    'not-refcounted': (f) =>
      `${borrowed(f)}, so ${callee(f)} cannot release it. Release only what was created, acquired, or exchanged out with bpf_kptr_xchg().`,
    acquire: (f) =>
      `${borrowed(f)}, so ${callee(f)} cannot take a reference to it. Exchange it out with bpf_kptr_xchg(), or create a mask and copy into it.`,
    transfer: (f) =>
      `${Quoted(f)} is not owned by the program, so it cannot be moved into a slot. Create a mask, copy into it, and move that one.`,
    memory: (f) =>
      `${Quoted(f)} points to plain memory, which cannot be moved into a slot. Create a mask with bpf_cpumask_create() and move that.`,
    'other-struct': (f) =>
      `${Quoted(f)} is a struct ${f.data.struct} that the program does not own. The slot takes an owned struct ${f.data.want}.`,
  },
  // None for 'other-struct' unless it is a mask: which mask is meant for the slot is not said.
  fixes: borrowedFixes,
  docs: `Only what the program **owns** may be released, acquired once more, or moved into a
slot: the result of \`bpf_cpumask_create()\`, \`bpf_cpumask_acquire()\` or
\`bpf_kptr_xchg()\`, tested for NULL. Everything else is borrowed:

- a \`__kptr\` that was *read* (\`m = v->mask;\`): the map owns it, and the pointer is
  valid for one RCU section;
- fields of kernel objects such as \`task->cpus_ptr\`, even when they are cast;
- arguments of the program, and \`__arg_trusted\` arguments of global functions;
- memory on the stack, in a global or in a map value.

To take ownership, exchange: \`m = bpf_kptr_xchg(&v->mask, NULL);\`. To keep the
content, create a mask and \`bpf_cpumask_copy()\` into it.`,
  examples: [
    {
      bad: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = allowed;

	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}`),
      good: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_kptr_xchg(&allowed, NULL);

	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}`),
    },
  ],
});
