/** Rule not-owned: see `docs` below. */
import type { Fault } from '../analysis/engine/faults.ts';
import { callee, defineRule, program, Quoted, text } from './rule.ts';

const SLOT_READ = 'was read from a kptr, which keeps its ownership';

/** Why the pointer is not the program's. */
function borrowed(f: Fault): string {
  if (text(f, 'from') === 'slot') return `${Quoted(f)} ${SLOT_READ}`;
  if (text(f, 'struct') === 'memory') return `${Quoted(f)} is plain memory, not an object that is counted`;
  return `${Quoted(f)} is only borrowed`;
}

export const rule = defineRule({
  id: 'not-owned',
  messages: {
    release: (f) =>
      `${borrowed(f)}, so ${callee(f)} may not release it. Release only what was created, acquired or exchanged out with bpf_kptr_xchg().`,
    'not-refcounted': (f) =>
      `${borrowed(f)}, so ${callee(f)} may not release it. Release only what was created, acquired or exchanged out with bpf_kptr_xchg().`,
    acquire: (f) =>
      `${borrowed(f)}, so ${callee(f)} cannot take a reference to it. Exchange it out with bpf_kptr_xchg(), or create a mask and copy.`,
    transfer: (f) =>
      `${Quoted(f)} is not owned by the program, so it cannot be moved into a slot. Create a mask, copy into it, and move that.`,
    memory: (f) =>
      `${Quoted(f)} points to plain memory, which cannot be moved into a slot. Create a mask with bpf_cpumask_create() and move that.`,
    'other-struct': (f) =>
      `${Quoted(f)} is a struct ${text(f, 'struct')} that the program does not own; the slot takes an owned struct ${text(f, 'want')}.`,
  },
  docs: `Only what the program **owns** may be released, acquired once more, or moved into a
slot: the result of \`bpf_cpumask_create()\`, \`bpf_cpumask_acquire()\` or
\`bpf_kptr_xchg()\`, tested for NULL. Everything else is borrowed:

- a \`__kptr\` that was *read* (\`m = v->mask;\`): the map owns it, the pointer is good for
  one RCU section;
- fields of kernel objects such as \`task->cpus_ptr\`, whatever they are cast to;
- arguments of the program, and \`__arg_trusted\` arguments of global functions;
- memory on the stack, in a global or in a map value.

To take ownership, exchange: \`m = bpf_kptr_xchg(&v->mask, NULL);\`. To keep a content,
create a mask and \`bpf_cpumask_copy()\` into it.`,
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
