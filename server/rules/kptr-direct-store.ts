/** Rule kptr-direct-store: see `docs` below. */
import { storeFixes } from './fix/kptr/store.ts';
import { defineRule, program } from './rule.ts';

export const rule = defineRule({
  id: 'kptr-direct-store',
  messages: {
    store: () =>
      'A __kptr field is written directly, but only bpf_kptr_xchg() may change it (NULL clears it). Release what the exchange returns.',
    object: () =>
      'A __kptr field of an allocated object is written directly, but only bpf_kptr_xchg() may change it. Release what the exchange returns.',
    copy: () =>
      'A whole struct with a __kptr field is copied over a map value. Copy the other fields one by one, and change the __kptr with bpf_kptr_xchg().',
  },
  fixes: storeFixes,
  docs: `The map owns what a \`__kptr\` field points to. Assigning it would lose the old object and
give the new one two owners, so the verifier allows only \`bpf_kptr_xchg(&v->mask, new)\`:
it moves the new reference in and returns the old one, which must be tested and released.
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
