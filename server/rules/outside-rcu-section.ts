/** Rule outside-rcu-section: see `docs` below. */
import { callee, defineRule, program, Quoted } from './rule.ts';

export const rule = defineRule({
  id: 'outside-rcu-section',
  messages: {
    'section-ended': (f) =>
      `${Quoted(f)} was read in an RCU section that has ended, so the object may be gone. Read it again inside the section in which it is used.`,
    'no-section': (f) =>
      `${Quoted(f)} was read outside an RCU section, in a program that may sleep, so the object may be gone. Put the read and the use between bpf_rcu_read_lock() and bpf_rcu_read_unlock().`,
    global: (f) =>
      `What is passed as ${Quoted(f)} is protected by RCU, but no RCU section is in force at this call of ${callee(f)}. Read and pass it inside one section.`,
    iterator: (f) =>
      `${callee(f)} walks a list that RCU protects, in a program that may sleep. Put the loop between bpf_rcu_read_lock() and bpf_rcu_read_unlock().`,
  },
  docs: `A \`__kptr\` or a field such as \`task->cpus_ptr\` that is only read, not owned, stays valid
for one RCU section.

- Programs that **cannot sleep** (\`tp_btf\`, \`fentry\`, \`iter\`, most sched_ext operations,
  timer callbacks) are one RCU section as a whole and need no lock. An explicit
  \`bpf_rcu_read_unlock()\` ends all pointers read before it there, too.
- Programs that **may sleep** (\`SEC("syscall")\`, \`SEC("....s")\`,
  \`BPF_STRUCT_OPS_SLEEPABLE\`) need \`bpf_rcu_read_lock()\` around the read *and* every
  use. So do the static functions that they call.
- A new section does not revive a pointer of an old one: read it again.
- \`bpf_preempt_disable()\` is no RCU section to the verifier.
- \`&task->cpus_mask\` of a trusted task is part of the task and needs no section;
  references that the program owns need none.`,
  examples: [
    {
      bad: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int count_allowed(void *ctx)
{
	struct bpf_cpumask *mask = allowed;

	if (!mask)
		return 0;
	return bpf_cpumask_weight((const struct cpumask *)mask);
}`),
      good: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int count_allowed(void *ctx)
{
	struct bpf_cpumask *mask;
	u32 n = 0;

	bpf_rcu_read_lock();
	mask = allowed;
	if (mask)
		n = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	return n;
}`),
    },
  ],
});
