/** Rule load-time-leak: see `docs` below. */
import type { KindOf } from '../../bpf/kernel/faults/index.ts';
import type { FaultOf } from '../analysis/engine/faults.ts';
import { leakFixes } from './fix/leak/fixes.ts';
import { defineRule, program } from './rule.ts';
import { ending, lostReference } from './unreleased-reference.ts';

const say = (f: FaultOf<'load-time-leak', KindOf<'load-time-leak'>>, how: string) =>
  f.oneAnswer
    ? `On this path ${lostReference(f)} is ${how}. Only kernels that answer a question before it in one way come here; they reject the program. Before this, ${ending(f)}.`
    : `On this path ${lostReference(f)} is ${how}. The object file's value of a load-time constant rules this path out; with another value the verifier rejects the program. Before this, ${ending(f)}.`;

/** The explorer reports a leak; that only other load-time constants lead there makes it this rule's. */
export const rule = defineRule({
  id: 'load-time-leak',
  messages: {
    exit: (f) => say(f, 'not released when the program ends'),
    lost: (f) => say(f, 'not released when its last pointer goes out of scope'),
    overwritten: (f) => say(f, 'overwritten before it is released'),
    returned: (f) => say(f, 'returned from the program, which releases nothing'),
    throw: (f) => say(f, 'not released when bpf_throw() leaves the program'),
    'tail-call': (f) => say(f, 'not released when the tail call leaves the program'),
  },
  fixes: (fault, cx) => leakFixes({ ...fault, id: 'unreleased-reference' }, cx),
  docs: `A \`const volatile\` global lies in \`.rodata\`: user space sets it between opening and
loading the object, and the map is frozen before the verifier runs. The verifier
therefore knows the value and follows only the branches that it allows. A leak on
another branch goes unnoticed and the program loads. With another number of CPUs or
another option, the kernel rejects the same program with
\`Unreleased reference\`.

This is a warning, because the program loads with the values in the object file. If those
values themselves lead to the leak, or if every value does, it is an error of
\`unreleased-reference\`.

Typical places are bounds checks against a configured number
(\`if (i >= nr_cpus) return -EINVAL;\`, or \`MEMBER_VPTR()\` giving NULL) between
\`bpf_cpumask_create()\` and \`bpf_kptr_xchg()\`. Release on that branch as on any other.`,
  examples: [
    {
      bad: program(`
const volatile u32 nr_cpus = 8;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	if (nr_cpus > 64)
		return 0;	/* with 8 CPUs the verifier never gets here */
	bpf_cpumask_setall(mask);
	bpf_cpumask_release(mask);
	return 0;
}`),
      good: program(`
const volatile u32 nr_cpus = 8;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask;

	if (nr_cpus > 64)
		return 0;
	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_setall(mask);
	bpf_cpumask_release(mask);
	return 0;
}`),
    },
  ],
});
