/** Rule invalid-flags: see `docs` below. */
import type { FlagObjection } from '../../bpf/kernel/faults/invalid-flags.ts';
import { flagFixes } from './fix/calls/flags.ts';
import { callee, defineRule, program } from './rule.ts';

const UPDATES: Readonly<Record<Exclude<FlagObjection['objection'], 'not-known'>, string>> = {
  'user-space': 'BPF_F_CPU and BPF_F_ALL_CPUS are for user space',
  opposites: 'BPF_NOEXIST and BPF_EXIST exclude each other',
  'elements-exist': 'every element of an array exists from the start',
  'no-map': 'no map takes them',
  'no-lock': 'BPF_F_LOCK needs a bpf_spin_lock in the value',
};

function because(found: FlagObjection): string {
  if (found.objection !== 'not-known') return UPDATES[found.objection];
  return found.known.length > 0 ? `only ${found.known.join(' and ')} are known` : 'they must be 0';
}

export const rule = defineRule({
  id: 'invalid-flags',
  messages: {
    flags: (f) =>
      `${callee(f)} always fails with these flags: ${because(f.data)}. The program loads, but every call returns an error.`,
    cpu: (f) =>
      `${callee(f)} always returns NULL: no machine has a CPU of that number. CPU numbers end below nr_cpu_ids, and a negative one becomes a large one.`,
  },
  // Never safe: the call has failed on every run, and does something from then on.
  fixes: flagFixes,
  docs: `The verifier does not check the flags of most calls. A wrong combination loads and then
fails on every call, often unnoticed:

- \`bpf_map_update_elem()\` takes \`BPF_ANY\`, \`BPF_NOEXIST\` or \`BPF_EXIST\`, not two of
  them. \`BPF_NOEXIST\` always fails for an array, whose elements exist from the start.
- \`BPF_F_CPU\` and \`BPF_F_ALL_CPUS\` (7.0 and newer) choose CPUs of a per-CPU map, but
  only from user space: in a program the call returns \`-EINVAL\`.
- \`BPF_F_LOCK\` needs a value with a \`bpf_spin_lock\` in it.`,
  examples: [
    {
      bad: program(`
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} hits SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = 0;
	u64 zero = 0;

	bpf_map_update_elem(&hits, &key, &zero, BPF_F_ALL_CPUS);
	return 0;
}`),
      good: program(`
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} hits SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = 0;
	u64 zero = 0;

	bpf_map_update_elem(&hits, &key, &zero, BPF_ANY);
	return 0;
}`),
    },
  ],
});
