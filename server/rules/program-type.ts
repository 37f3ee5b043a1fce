/** Rule program-type: see `docs` below. */

import { byCid, operationsOf } from '../../bpf/kernel/functions/scx/operations.ts';
import { PROGRAM_TYPES } from '../../bpf/kernel/program-types.ts';
import { programTypeFixes } from './fix/calls/program-section.ts';
import { callee, defineRule, program } from './rule.ts';

function programs(type: string): string {
  const known = (PROGRAM_TYPES as Readonly<Record<string, { readonly title: string } | undefined>>)[type];
  return known ? `${known.title} programs` : 'programs';
}

export const rule = defineRule({
  id: 'program-type',
  messages: {
    'not-allowed': (f) =>
      f.data.function.endsWith('_dtor')
        ? `${callee(f)} is internal to the kernel, and no program may call it. Call ${f.data.function.replace(/_dtor$/, '')}().`
        : `${callee(f)} cannot be called from ${programs(f.data.type)} on the target kernel. Move the work to a program type that may call it, such as tp_btf or syscall.`,
    'not-in-op': (f) => {
      const where = f.data.op ? `from the operation ${f.data.op}` : 'from this operation';
      const others = operationsOf(f.data.function).join(', ') || 'another operation';
      return `${callee(f)} cannot be called ${where}. Call it in ${others}. Before 7.2 such a call ended the scheduler when it was made.`;
    },
    untraced: (f) => {
      const who = f.data.type === 'tracing' ? 'this program traces' : `${programs(f.data.type)} trace`;
      return `${callee(f)} gives the address of the traced function, and ${who} none. Call it from fentry, fexit, fmod_ret or kprobe programs.`;
    },
    'cpu-only': (f) => {
      const next = byCid(f.data.function);
      return `${callee(f)} works on CPU numbers, and a scheduler in struct sched_ext_ops_cid has cids. ${next ? `Use ${next}().` : 'Use a struct scx_cmask and the cid functions.'}`;
    },
  },
  // None for packets, user probes and syscall programs: no other type runs there. Contexts that are read differ by type.
  fixes: programTypeFixes,
  docs: `The kernel registers each kfunc for certain program types. The cpumask kfuncs may be
called from

| program | since |
|---|---|
| \`tp_btf\`, \`fentry\`, \`fexit\`, \`fmod_ret\`, \`iter\`, \`lsm\`, \`struct_ops\` (sched_ext) | 6.3 |
| \`syscall\` | 6.10 |
| \`tracepoint\`, \`perf_event\` | 6.12 |
| \`raw_tp\` | 7.0 |
| \`kprobe\`, \`uprobe\`, XDP, tc, socket and cgroup programs | never |

\`tp_btf\` is the drop-in for a raw tracepoint and for most kprobes. Of a scheduler's
functions, some are for certain operations only: since 7.2 the verifier rejects the
others, before that the scheduler ended when one was called elsewhere. A scheduler in
\`struct sched_ext_ops_cid\` (7.2) numbers CPUs by topology and calls nothing that takes
or gives CPU numbers or masks of them.

A program that may
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
