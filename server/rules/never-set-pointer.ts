/** Rule never-set-pointer: see `docs` below. */
import { defineRule, program, Quoted } from './rule.ts';

export const rule = defineRule({
  id: 'never-set-pointer',
  messages: {
    argument: (f) =>
      `${Quoted(f)} is passed to the kernel, but nothing in this function ever sets it. Create or look up what it should point to, and test that for NULL.`,
  },
  // None: which object was meant, nothing says.
  fixes: () => [],
  docs: `The variable is declared without a value and never assigned, so the register that is
passed holds whatever was left there, or nothing: the verifier rejects it (\`R1 !read_ok\`, or
what it says of the value that happens to be there). The
documentation of the cpumask kfuncs has such a program: its example of \`bpf_cpumask_and()\`
leaves out how two of the four masks are made.

A variable that is set on some paths only is another matter (\`uninitialised-pointer\`): there
the compiler may choose a path on which it has a value.`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *both;

	bpf_cpumask_setall(both);
	return 0;
}`),
      good: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *both = bpf_cpumask_create();

	if (!both)
		return 0;
	bpf_cpumask_setall(both);
	bpf_cpumask_release(both);
	return 0;
}`),
    },
  ],
});
