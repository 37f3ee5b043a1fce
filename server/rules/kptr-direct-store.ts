/** Rule kptr-direct-store: see `docs` below. */
import { defineRule, program } from './rule.ts';

export const rule = defineRule({
  id: 'kptr-direct-store',
  messages: {
    store: () =>
      'A __kptr field is written directly; the map owns what it points to, so only bpf_kptr_xchg() may change it (with NULL to clear it). Release what comes back.',
    object: () =>
      'A __kptr field of an allocated object is written directly; only bpf_kptr_xchg() may change it. Release what comes back.',
    copy: () =>
      'A struct with a __kptr field is copied over a map value as a whole. Copy the other fields one by one, and exchange the __kptr with bpf_kptr_xchg().',
  },
  docs: `The map owns what a \`__kptr\` field points to. Assigning it would lose the old object and
give the new one two owners, so the verifier allows only \`bpf_kptr_xchg(&v->mask, new)\`:
it moves the new reference in and hands the old one out, to be tested and released.
\`NULL\` as the new value empties the slot. \`memset()\` and assigning the whole struct
count as direct stores.

Reading a \`__kptr\` field is allowed; see \`outside-rcu-section\` for how long the pointer
lives.`,
  examples: [
    {
      bad: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	allowed = NULL;
	return 0;
}`),
      good: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old = bpf_kptr_xchg(&allowed, NULL);

	if (old)
		bpf_cpumask_release(old);
	return 0;
}`),
    },
  ],
});
