/** Rule populate-arguments: see `docs` below. */
import { populateFixes } from './fix/calls/populate.ts';
import { defineRule, program, Quoted, quoted } from './rule.ts';

export const rule = defineRule({
  id: 'populate-arguments',
  messages: {
    pair: (f) =>
      `bpf_cpumask_populate() cannot read that many bytes from ${quoted(f)}. Pass writable memory of the program (stack, map value or global) of at least that size.`,
    unbounded: (f) =>
      `The size passed with ${quoted(f)} is signed and may be negative here. Make it unsigned, or test it against a constant.`,
    'unbounded-unsigned': (f) =>
      `The size passed with ${quoted(f)} has no upper bound. Test it against a constant, or mask it: size &= 31.`,
    'mask-source': (f) =>
      `${Quoted(f)} is a mask, but bpf_cpumask_populate() reads plain memory. Copy masks with bpf_cpumask_copy().`,
  },
  fixes: populateFixes,
  docs: `\`bpf_cpumask_populate(mask, source, size)\` (6.15 and newer) fills a mask with words from
memory of the program.

- \`source\` is on the stack, in a map value, or in a global that is not \`const\`
  (\`.rodata\` is rejected), and has at least \`size\` bytes.
- \`size\` is constant, or a test or a mask bounds it on the path.
- A mask cannot be the source; \`bpf_cpumask_copy()\` copies masks.

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
