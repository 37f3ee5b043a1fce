/** Rule use-after-release: see `docs` below. */
import { endedFixes } from './fix/ownership/ended-fixes.ts';
import { callee, defineRule, endedBy, program, Quoted } from './rule.ts';

export const rule = defineRule({
  id: 'use-after-release',
  messages: {
    release: (f) =>
      `${Quoted(f)} is released after ${endedBy(f)} on this path. Release each reference once; bpf_cpumask_acquire() takes a second one.`,
    argument: (f) =>
      `${Quoted(f)} is passed to ${callee(f)} after ${endedBy(f)} on this path. Move this call before that.`,
    transfer: (f) =>
      `${Quoted(f)} is moved into a slot after ${endedBy(f)} on this path. Move each reference once.`,
    access: (f) => `The object is accessed after ${endedBy(f)} on this path. Move this access before that.`,
  },
  fixes: endedFixes,
  docs: `After \`bpf_cpumask_release()\`, or after \`bpf_kptr_xchg()\` has moved it into a slot,
**every copy** of the pointer is invalid, in other variables, struct fields and array
elements too. The verifier turns them into plain numbers, so its message says \`scalar\`.

- Use the mask first, and release or store it last.
- To go on using what is stored, first take a second reference with
  \`bpf_cpumask_acquire()\`, or read the kptr again (inside an RCU section) after the
  exchange.
- The variable that \`bpf_kptr_xchg()\` assigns holds the *old* content of the slot
  afterwards: \`m = bpf_kptr_xchg(&v->mask, m); if (m) bpf_cpumask_release(m);\` is right.
- After a release inside a loop, set the variable to NULL and test it, or the next
  iteration releases it again.`,
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
