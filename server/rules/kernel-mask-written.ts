/** Rule kernel-mask-written: see `docs` below. */
import { kernelMaskFixes } from './fix/types/kernel-mask.ts';
import { defineRule, program, Quoted } from './rule.ts';

export const rule = defineRule({
  id: 'kernel-mask-written',
  messages: {
    populate: (f) =>
      `${Quoted(f)} belongs to the kernel, but bpf_cpumask_populate() overwrites it. Kernels 6.15 to 7.2 load the program; later ones reject it. Populate a mask from bpf_cpumask_create() instead.`,
  },
  fixes: kernelMaskFixes,
  docs: `\`bpf_cpumask_populate()\` takes a \`struct cpumask *\` as its destination, so the verifiers
of 6.15 to 7.2 accept masks that belong to the kernel, such as \`task->cpus_ptr\`.
Writing there changes where a task may run without telling the scheduler. A change of
July 2026 closes this. Populate a mask of your own. No kfunc changes a task's affinity.`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u64 words[32] = { 1 };

	bpf_cpumask_populate((struct cpumask *)task->cpus_ptr, words, sizeof(words));
	return 0;
}`),
      good: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u64 words[32] = { 1 };

	if (!mask)
		return 0;
	bpf_cpumask_populate((struct cpumask *)mask, words, sizeof(words));
	bpf_cpumask_release(mask);
	return 0;
}`),
    },
  ],
});
