/** Rule pointer-arithmetic: see `docs` below. */
import { arithmeticFixes } from './fix/calls/arithmetic.ts';
import { callee, defineRule, program, Quoted } from './rule.ts';

const BITS = 'Test bits with bpf_cpumask_test_cpu().';

export const rule = defineRule({
  id: 'pointer-arithmetic',
  messages: {
    'variable-offset': (f) =>
      `${Quoted(f)} points into a struct ${f.data.struct} at a variable offset. Pass the object itself.`,
    'variable-read': (f) => `A struct ${f.data.struct} is read at a variable offset. ${BITS}`,
    'release-offset': (f) =>
      `${Quoted(f)} does not point to the start of the object, so ${callee(f)} rejects it. Pass the original pointer.`,
    offset: (f) =>
      `${Quoted(f)} does not point to the start of its struct ${f.data.struct}. Pass the original pointer.`,
    bitwise: (f) =>
      `'${f.data.operator}' is applied to a pointer to a kernel object. Keep flags in a separate variable.`,
    'past-end': (f) => `This reads at offset ${f.data.off}, past the end of struct ${f.data.struct}. ${BITS}`,
  },
  // None for a word behind the mask of which no bit is tested: there is none in any kernel.
  fixes: arithmeticFixes,
  docs: `Pass a pointer to a kernel object as it was returned: no offset, no flags in its low
bits. The kernel prints a type mismatch that names the same struct twice when
only the offset is wrong.

The bits of a mask can be read at constant offsets inside the struct,
\`mask->cpumask.bits[0]\`; how many words there are depends on NR_CPUS of the running
kernel. \`bpf_cpumask_test_cpu()\` reads any CPU's bit, \`bpf_iter_bits\` walks over words.`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(0, (void *)mask + 8);
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
	bpf_cpumask_set_cpu(64, mask);
	bpf_cpumask_release(mask);
	return 0;
}`),
    },
  ],
});
