/** Rule outside-rcu-section: see `docs` below. */
import { outsideRcuFixes } from './fix/rcu/outside-rcu.ts';
import { callee, defineRule, program, Quoted, quoted } from './rule.ts';

export const rule = defineRule({
  id: 'outside-rcu-section',
  messages: {
    'section-ended': (f) =>
      `${Quoted(f)} was read in an RCU section that has ended, so the object may be gone. Read it again in the section that uses it.`,
    'no-section': (f) =>
      `${Quoted(f)} was read outside an RCU section in a sleepable program, so the object may be gone. Put the read and the use between bpf_rcu_read_lock() and bpf_rcu_read_unlock().`,
    global: (f) =>
      `An RCU pointer is passed for parameter ${quoted(f)} of ${callee(f)}, but no RCU section is open at this call. Read and pass it inside one section.`,
    iterator: (f) =>
      `${callee(f)} walks an RCU-protected list in a sleepable program. Put the loop between bpf_rcu_read_lock() and bpf_rcu_read_unlock().`,
    'iterator-ended': (f) =>
      `The RCU section in which this iterator was started has ended before ${callee(f)}. End the section after the iterator is destroyed.`,
  },
  fixes: outsideRcuFixes,
  docs: `A \`__kptr\` or a field such as \`task->cpus_ptr\` that is read but not owned stays valid
for one RCU section.

- Programs that **cannot sleep** (\`tp_btf\`, \`fentry\`, \`iter\`, most sched_ext operations,
  timer callbacks) run in one RCU section and need no lock. Even there, an
  explicit \`bpf_rcu_read_unlock()\` invalidates all pointers read before it.
- Programs that **may sleep** (\`SEC("syscall")\`, \`SEC("fentry.s/...")\`,
  \`BPF_STRUCT_OPS_SLEEPABLE\`) need \`bpf_rcu_read_lock()\` around the read *and* every
  use. So do the static functions that they call.
- A new section does not make an old pointer valid again: read it again.
- \`bpf_preempt_disable()\` does not count as an RCU section.
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
