/** Rule use-after-release: see `docs` below. */
import { callee, defineRule, endedBy, program, Quoted } from './rule.ts';

export const rule = defineRule({
  id: 'use-after-release',
  messages: {
    release: (f) =>
      `${Quoted(f)} is released a second time: ${endedBy(f)} on this path. Release each reference once; bpf_cpumask_acquire() takes a second one.`,
    argument: (f) =>
      `${Quoted(f)} is no longer valid: ${endedBy(f)} on this path, so ${callee(f)} may not get it. Use it before.`,
    transfer: (f) =>
      `${Quoted(f)} cannot be moved into a slot: ${endedBy(f)} on this path. Move each reference once.`,
    access: (f) =>
      `The object is no longer valid: ${endedBy(f)} on this path, so its fields may not be read. Read them before.`,
  },
  docs: `After \`bpf_cpumask_release()\`, or after \`bpf_kptr_xchg()\` has moved it into a slot,
**every copy** of a pointer is worthless: other variables, struct fields and array
elements that hold the same pointer included. The verifier turns them into plain
numbers, which is why its message speaks of a \`scalar\`.

- Use the mask first, release or store it last.
- To keep on using what is stored, take a second reference before with
  \`bpf_cpumask_acquire()\`, or read the kptr again (inside an RCU section) after the
  exchange.
- The variable that \`bpf_kptr_xchg()\` assigns holds the *old* content of the slot
  afterwards: \`m = bpf_kptr_xchg(&v->mask, m); if (m) bpf_cpumask_release(m);\` is right.
- After a release inside a loop set the variable to NULL and test it, or the second
  round releases again.`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 n;

	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	bpf_cpumask_release(mask);
	n = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_printk("%u CPUs", n);
	return 0;
}`),
      good: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 n;

	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	n = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	bpf_printk("%u CPUs", n);
	return 0;
}`),
    },
    {
      bad: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create(), *old;

	if (!mask)
		return 0;
	old = bpf_kptr_xchg(&allowed, mask);
	if (old)
		bpf_cpumask_release(old);
	bpf_cpumask_setall(mask);	/* it belongs to the slot now */
	return 0;
}`),
      good: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create(), *old;

	if (!mask)
		return 0;
	bpf_cpumask_setall(mask);
	old = bpf_kptr_xchg(&allowed, mask);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}`),
    },
  ],
});
