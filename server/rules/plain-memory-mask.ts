/** Rule plain-memory-mask: see `docs` below. */
import { stackFixes } from './fix/types/stack-mask.ts';
import { defineRule, program, Quoted } from './rule.ts';

export const rule = defineRule({
  id: 'plain-memory-mask',
  messages: {
    argument: (f) =>
      `${Quoted(f)} is plain memory used as a struct bpf_cpumask. It loads, but nothing counts its references, and its size is that of the NR_CPUS it was compiled for. Use bpf_cpumask_create().`,
  },
  // Only for the stack: who fills a slot instead of memory that programs or user space share is not said.
  fixes: stackFixes,
  docs: `The verifier only checks that a non-kernel pointer points to enough memory, and both mask
structs consist of numbers only. So a \`struct bpf_cpumask\` on the stack,
in a global or in a map value is accepted, even by functions that change it and by
\`bpf_cpumask_acquire()\`. Do not rely on it:

- the layout is that of the vmlinux.h that was compiled with; with another NR_CPUS the
  kernel reads and writes past the end of the memory, or the program is rejected;
- uninitialised bits count;
- it is not an object: \`bpf_cpumask_release()\` rejects it, and the "reference" that
  \`bpf_cpumask_acquire()\` returns is counted in that memory.

Use \`bpf_cpumask_create()\`, and a \`__kptr\` field to keep the mask. Plain memory as the
*source* of a function that only reads (\`const struct cpumask *\`) is not reported.`,
  examples: [
    {
      bad: program(`
struct bpf_cpumask seen;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_cpumask_set_cpu(bpf_get_smp_processor_id(), &seen);
	return 0;
}`),
      good: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *seen;	/* filled by another program */

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = seen;

	if (mask)
		bpf_cpumask_set_cpu(bpf_get_smp_processor_id(), mask);
	return 0;
}`),
    },
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask mask = {};

	bpf_cpumask_copy(&mask, task->cpus_ptr);
	return bpf_cpumask_weight((const struct cpumask *)&mask);
}`),
      good: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	int weight;

	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	weight = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	return weight;
}`),
    },
  ],
});
