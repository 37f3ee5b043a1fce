/** Rule plain-memory-mask: see `docs` below. */
import { defineRule, program, Quoted } from './rule.ts';

export const rule = defineRule({
  id: 'plain-memory-mask',
  messages: {
    argument: (f) =>
      `${Quoted(f)} is plain memory used as a struct bpf_cpumask. It loads, but nothing counts references to it, and its size follows the NR_CPUS that the program was compiled for. Use bpf_cpumask_create().`,
  },
  docs: `The verifier checks a pointer that is no kernel object as memory of the struct's size,
and both mask structs consist of numbers only. So a \`struct bpf_cpumask\` on the stack,
in a global or in a map value is accepted, even by functions that change it and by
\`bpf_cpumask_acquire()\`. Why not to rely on it:

- the layout is that of the vmlinux.h that was compiled with; with another NR_CPUS the
  kernel reads and writes beyond the memory, or the program is refused;
- uninitialised bits count;
- it is no object: \`bpf_cpumask_release()\` refuses it, and the "reference" that
  \`bpf_cpumask_acquire()\` returns counts in that memory.

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
  ],
});
