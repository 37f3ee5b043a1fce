/** Rule populate-arguments: see `docs` below. */
import { defineRule, program, Quoted } from './rule.ts';

export const rule = defineRule({
  id: 'populate-arguments',
  messages: {
    pair: (f) =>
      `${Quoted(f)} is no memory that bpf_cpumask_populate() can read for the size that is passed: it wants writable memory of the program (stack, map value, global) of at least that many bytes.`,
    unbounded: (f) =>
      `The size of ${Quoted(f)} is signed and may be negative here. Make it unsigned, or test it against a constant.`,
    'unbounded-unsigned': (f) =>
      `The verifier cannot bound the size of ${Quoted(f)}. Test it against a constant, or mask it: size &= 31.`,
    'mask-source': (f) =>
      `${Quoted(f)} is a mask itself. bpf_cpumask_populate() reads plain memory; bpf_cpumask_copy() copies masks.`,
  },
  docs: `\`bpf_cpumask_populate(mask, source, size)\` (6.15 and newer) fills a mask with words from
memory of the program.

- \`source\` is on the stack, in a map value, or in a global that is not \`const\`
  (\`.rodata\` is refused), at least \`size\` bytes.
- \`size\` is constant, or bounded on the path by a test or a mask.
- A mask is no source; \`bpf_cpumask_copy()\` copies masks.

A size below the running kernel's mask size (\`NR_CPUS\` bits in whole words) loads and
then returns \`-EACCES\`; a source that is not aligned to 8 bytes may return \`-EINVAL\`.`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u64 words[2] = { 0xf };

	if (!mask)
		return 0;
	bpf_cpumask_populate((struct cpumask *)mask, words, 64);
	bpf_cpumask_release(mask);
	return 0;
}`),
      good: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u64 words[8] = { 0xf };

	if (!mask)
		return 0;
	bpf_cpumask_populate((struct cpumask *)mask, words, sizeof(words));
	bpf_cpumask_release(mask);
	return 0;
}`),
    },
  ],
});
