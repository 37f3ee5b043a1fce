/** Rule possibly-null-dereference: see `docs` below. */
import type { FaultOf } from '../analysis/engine/faults.ts';
import { nullFixes } from './fix/null/answers.ts';
import { defineRule, holder, program } from './rule.ts';

const POINTERS: readonly (readonly [prefix: string, title: string])[] = [
  ['map_value', 'The map value'],
  ['mem', 'The memory'],
  ['rcu_ptr', 'The kptr'],
];

function pointer(f: FaultOf<'possibly-null-dereference', 'access'>): string {
  const name = holder(f);
  if (name) return `'${name}'`;
  return POINTERS.find(([prefix]) => f.data.type.startsWith(prefix))?.[1] ?? 'The pointer';
}

export const rule = defineRule({
  id: 'possibly-null-dereference',
  messages: {
    access: (f) =>
      f.data.type === 'scalar'
        ? `${pointer(f)} is NULL on this path and is dereferenced here. Return before the access, or invert the test.`
        : `${pointer(f)} may be NULL and is dereferenced here. Test the pointer first.`,
  },
  fixes: nullFixes,
  docs: `A map lookup, a ring buffer reservation, a read of a \`__kptr\` and most functions that
return a reference may return NULL. The verifier requires a test on the path before a
field is read or written.

An ARRAY map has an element for every key below \`max_entries\`; since 6.14 the verifier
knows this for a *constant* key that is in range, and requires no test there. A variable
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
