/** Rule return-range: see `docs` below. */
import type { FaultOf } from '../analysis/engine/faults.ts';
import { rangeFixes } from './fix/calls/return-value.ts';
import { defineRule, program } from './rule.ts';

/** The verifier prints negative 32-bit results as unsigned; here they stand as they were written. */
const signed = (value: number) => (value >= 2 ** 31 && value < 2 ** 32 ? value - 2 ** 32 : value);

type Returned = FaultOf<'return-range', 'callback' | 'program'>;

function returned(f: Returned): string {
  const [lo, hi] = [signed(f.data.lo), signed(f.data.hi)];
  if (lo === hi) return `${lo}`;
  return lo <= f.data.to ? 'an unbounded number' : `a number from ${lo} to ${hi}`;
}

const allowed = (f: Returned) =>
  f.data.from === f.data.to ? `${f.data.from}` : `${f.data.from} to ${f.data.to}`;

export const rule = defineRule({
  id: 'return-range',
  messages: {
    callback: (f) =>
      `The callback returns ${returned(f)}, but only 0 (continue) and 1 (stop) are allowed. Return one of them, and pass results through the context.`,
    program: (f) =>
      `The program returns ${returned(f)}, but programs of this type may return only ${allowed(f)}. Bound the value first, or return a constant.`,
  },
  fixes: rangeFixes,
  docs: `The verifier checks return values that the kernel acts on:

- callbacks of \`bpf_loop()\`, \`bpf_for_each_map_elem()\` and the like: 0 continues, 1 stops;
- \`iter\` programs: 0, or 1 to see the element again;
- \`fentry\` and \`fexit\` programs: 0;
- \`cgroup_skb\` programs: 0 (drop) or 1 (pass), on egress up to 3.

A value that was loaded from memory or returned by a call is unbounded, unless a test or
a mask (\`& 1\`) bounds it.`,
  examples: [
    {
      bad: program(`
u64 rounds;

static int count(u32 i, void *ctx)
{
	rounds++;
	return i == 7 ? 2 : 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_loop(16, count, NULL, 0);
	return 0;
}`),
      good: program(`
u64 rounds;

static int count(u32 i, void *ctx)
{
	rounds++;
	return i == 7 ? 1 : 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_loop(16, count, NULL, 0);
	return 0;
}`),
    },
  ],
});
