/** Rule kernel-version: see `docs` below. */
import { versionFixes } from './fix/calls/version.ts';
import { callee, defineRule, program } from './rule.ts';

export const rule = defineRule({
  id: 'kernel-version',
  messages: {
    'not-yet': (f) =>
      `${callee(f)} was added in Linux ${f.data.since}; the target kernel does not have it. Declare it __weak and call it only if bpf_ksym_exists(${f.data.function}) is true.`,
    gone: (f) =>
      `${callee(f)} was removed in Linux ${f.data.until}; the target kernel does not have it. Declare it __weak and call it only if bpf_ksym_exists(${f.data.function}) is true.`,
  },
  fixes: versionFixes,
  docs: `A kfunc that the running kernel lacks makes the whole object fail to load: declared
\`__ksym\`, libbpf gives up at once; declared \`__ksym __weak\`, the program is rejected only
where it calls the function unguarded. So declare it weak and guard it:

    if (bpf_ksym_exists(bpf_cpumask_populate))
            bpf_cpumask_populate(dst, words, sizeof(words));

The guard is evaluated when the object is loaded, and the dead branch is not verified.

\`bpf_cpumask_kptr_get()\` was removed in 6.4: read the kptr under RCU instead.
\`bpf_cpumask_any()\` and \`bpf_cpumask_any_and()\` were replaced by
\`bpf_cpumask_any_distribute()\` and \`bpf_cpumask_any_and_distribute()\`.

\`--kernel X.Y\` chooses the target kernel.`,
  examples: [
    {
      bad: program(`
struct bpf_cpumask *bpf_cpumask_kptr_get(struct bpf_cpumask **slot) __ksym __weak;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_kptr_get(&allowed);

	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}`),
      good: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = allowed;

	if (mask)
		bpf_cpumask_setall(mask);
	return 0;
}`),
    },
  ],
});
