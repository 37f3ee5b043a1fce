/** Rule program-type: see `docs` below. */
import { PROGRAM_TYPES } from '../../bpf/kernel/program-types.ts';
import type { Fault } from '../analysis/engine/faults.ts';
import { callee, defineRule, program, text } from './rule.ts';

function type(f: Fault): string {
  const known = (PROGRAM_TYPES as Readonly<Record<string, { readonly title: string } | undefined>>)[
    text(f, 'type')
  ];
  return known ? `programs of type ${known.title}` : 'programs';
}

export const rule = defineRule({
  id: 'program-type',
  messages: {
    'not-allowed': (f) =>
      text(f, 'function').endsWith('_dtor')
        ? `${callee(f)} is for the kernel's own use; no program may call it. Call ${text(f, 'function').replace(/_dtor$/, '')}().`
        : `${callee(f)} may not be called from ${type(f)} on the target kernel. Move the work to a program that may, such as tp_btf or syscall.`,
  },
  docs: `The kernel registers each kfunc for certain program types. The cpumask kfuncs may be
called from

| program | since |
|---|---|
| \`tp_btf\`, \`fentry\`, \`fexit\`, \`fmod_ret\`, \`iter\`, \`lsm\`, \`struct_ops\` (sched_ext) | 6.3 |
| \`syscall\` | 6.10 |
| \`tracepoint\`, \`perf_event\` | 6.12 |
| \`raw_tp\` | 7.0 |
| \`kprobe\`, \`uprobe\`, XDP, tc, socket and cgroup programs | never |

\`tp_btf\` is the drop-in for a raw tracepoint and for most kprobes. A program that may
not call cpumask kfuncs can still pass data to one that may, through a map.`,
  examples: [
    {
      bad: program(`
struct saved_mask {
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct saved_mask);
} masks SEC(".maps");

SEC("kprobe/wake_up_new_task")
int on_new_task(void *ctx)
{
	u32 key = 0;
	struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);

	if (v && v->mask)
		bpf_cpumask_setall(v->mask);
	return 0;
}`),
      good: program(`
struct saved_mask {
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct saved_mask);
} masks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_new_task, struct task_struct *task, u64 clone_flags)
{
	u32 key = 0;
	struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);

	if (v && v->mask)
		bpf_cpumask_setall(v->mask);
	return 0;
}`),
    },
  ],
});
