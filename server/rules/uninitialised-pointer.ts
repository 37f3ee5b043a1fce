/** Rule uninitialised-pointer: see `docs` below. */
import type { Fault } from '../analysis/engine/faults.ts';
import { uninitialisedFixes } from './fix/null/uninitialised.ts';
import { defineRule, program } from './rule.ts';

const say = (f: Pick<Fault, 'subject'>) =>
  `${f.subject ? `'${f.subject}'` : 'A variable'} is uninitialised on this path. Set it where it is declared; set a pointer to NULL, and test it.`;

export const rule = defineRule({
  id: 'uninitialised-pointer',
  messages: { use: say, argument: say },
  fixes: uninitialisedFixes,
  docs: `A local variable is assigned on some paths only. Reading it on another path is undefined
in C: the compiler may drop the path, or use the other path's value. The same source
loads with one compiler and is rejected (\`R1 !read_ok\`) with the next. Often it hides a real
mistake: a \`goto out\` that jumps over the assignment, with
\`if (mask) bpf_cpumask_release(mask);\` at \`out\`.

Set pointers to NULL where they are declared.`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	const struct cpumask *allowed;

	if (clone_flags)
		allowed = task->cpus_ptr;
	return bpf_cpumask_weight(allowed);
}`),
      good: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	const struct cpumask *allowed = NULL;

	if (clone_flags)
		allowed = task->cpus_ptr;
	return allowed ? bpf_cpumask_weight(allowed) : 0;
}`),
    },
  ],
});
