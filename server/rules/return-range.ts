/** Rule return-range: see `docs` below. */
import type { Fault } from '../analysis/engine/faults.ts';
import { defineRule, num, program } from './rule.ts';

/** The verifier prints negative 32-bit results as unsigned; here they stand as they were written. */
const signed = (value: number) => (value >= 2 ** 31 && value < 2 ** 32 ? value - 2 ** 32 : value);

function returned(f: Fault): string {
  const [lo, hi] = [signed(num(f, 'lo')), signed(num(f, 'hi'))];
  if (lo === hi) return `${lo}`;
  return lo <= num(f, 'to') ? 'a number that may be anything' : `a number from ${lo} to ${hi}`;
}

const allowed = (f: Fault) =>
  num(f, 'from') === num(f, 'to') ? `${num(f, 'from')}` : `${num(f, 'from')} to ${num(f, 'to')}`;

export const rule = defineRule({
  id: 'return-range',
  messages: {
    callback: (f) =>
      `The callback returns ${returned(f)}, and may return only 0 (go on) and 1 (stop). Return one of them; results go through the context.`,
    program: (f) =>
      `The program returns ${returned(f)}, and programs of this kind may return only ${allowed(f)}. Bound the number first, or return a constant.`,
  },
  docs: `The verifier wants to know what comes back where the kernel acts on it:

- callbacks of \`bpf_loop()\`, \`bpf_for_each_map_elem()\` and their like: 0 goes on, 1 stops;
- \`iter\` programs: 0, or 1 to see the element again;
- \`fentry\` and \`fexit\` programs: 0;
- \`cgroup_skb\` programs: 0 (drop) or 1 (pass), on egress up to 3.

A result that was loaded from memory, or comes from a call, may be anything, unless a
test or a mask (\`& 1\`) bounds it.`,
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
