/** Rule write-to-mask: see `docs` below. */
import { wordFixes } from './fix/types/mask-words.ts';
import { defineRule, program } from './rule.ts';

export const rule = defineRule({
  id: 'write-to-mask',
  messages: {
    store: () =>
      'A mask is written through its pointer, which is read-only for programs. Use a kfunc such as bpf_cpumask_set_cpu(), or bpf_cpumask_populate() for whole words.',
  },
  // None for masks of the kernel, which nothing changes, nor for values whose bits are not known.
  fixes: wordFixes,
  docs: `Kernel objects are read-only for programs: the bits of a mask can be read through the
pointer (\`mask->cpumask.bits[0]\`), but only kfuncs change them, and only in a mask that
a program created. \`bpf_cpumask_set_cpu()\`, \`bpf_cpumask_clear_cpu()\`,
\`bpf_cpumask_setall()\`, \`bpf_cpumask_copy()\` and the combining functions do most;
\`bpf_cpumask_populate()\` (6.15 and newer) fills a mask from memory of the program.`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	mask->cpumask.bits[0] = 3;
	bpf_cpumask_release(mask);
	return 0;
}`),
      good: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(0, mask);
	bpf_cpumask_set_cpu(1, mask);
	bpf_cpumask_release(mask);
	return 0;
}`),
    },
  ],
});
