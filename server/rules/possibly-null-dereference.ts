/** Rule possibly-null-dereference: see `docs` below. */
import type { Fault } from '../analysis/engine/faults.ts';
import { defineRule, holder, program, text } from './rule.ts';

const POINTERS: readonly (readonly [prefix: string, title: string])[] = [
  ['map_value', 'The map value'],
  ['mem', 'The memory'],
  ['rcu_ptr', 'The kptr'],
];

function pointer(f: Fault): string {
  const name = holder(f);
  if (name) return `'${name}'`;
  return POINTERS.find(([prefix]) => text(f, 'type').startsWith(prefix))?.[1] ?? 'The pointer';
}

export const rule = defineRule({
  id: 'possibly-null-dereference',
  messages: {
    access: (f) =>
      text(f, 'type') === 'scalar'
        ? `${pointer(f)} is NULL on this path, and its content is accessed. Leave before the access, or turn the test round.`
        : `${pointer(f)} may be NULL here, and its content is accessed. Test the pointer first.`,
  },
  docs: `A map look-up, a ring buffer reservation, a \`__kptr\` that is read and every function
that hands out a reference may give NULL. The verifier wants a test on the path before a
field is read or written.

An ARRAY map has an element for every key below \`max_entries\`; since 6.14 the verifier
knows this for a *constant* key that is in range, and asks for no test there. A variable
key, any other map type and older kernels still need one, so the test is worth writing.`,
  examples: [
    {
      bad: program(`
struct counter {
	u64 calls;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct counter);
} counters SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct counter *c = bpf_map_lookup_elem(&counters, &key);

	c->calls++;
	return 0;
}`),
      good: program(`
struct counter {
	u64 calls;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct counter);
} counters SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct counter *c = bpf_map_lookup_elem(&counters, &key);

	if (!c)
		return 0;
	c->calls++;
	return 0;
}`),
    },
  ],
});
