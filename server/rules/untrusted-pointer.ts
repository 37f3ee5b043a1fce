/** Rule untrusted-pointer: see `docs` below. */
import type { FaultOf } from '../analysis/engine/faults.ts';
import { trustedFixes } from './fix/types/trusted.ts';
import { callee, defineRule, program, Quoted, quoted } from './rule.ts';

const say = (f: FaultOf<'untrusted-pointer', 'no-section' | 'acquire'>) =>
  `${callee(f)} needs a trusted pointer, but ${quoted(f)} is not one. It comes from a cast or from a field the verifier does not trust, and can only be read. Look the object up, for example with bpf_task_from_pid(), and pass that.`;

export const rule = defineRule({
  id: 'untrusted-pointer',
  messages: {
    'no-section': say,
    global: (f) =>
      `${callee(f)} needs a trusted pointer for its parameter ${quoted(f)}. The one passed here comes from a cast or from a field the verifier does not trust. Look the object up, for example with bpf_task_from_pid(), and pass that.`,
    number: () =>
      'This dereferences a number. To the verifier, bpf_get_current_task() and other helpers do not return a pointer. Read with bpf_core_read() or bpf_probe_read_kernel(), or use bpf_get_current_task_btf().',
    acquire: say,
    release: (f) =>
      `${Quoted(f)} is untrusted, not a reference, so ${callee(f)} cannot release it. Release only what was created, acquired or looked up.`,
  },
  // None for numbers but the current task's, and none for masks that no function returns (`user_cpus_ptr`).
  fixes: trustedFixes,
  docs: `The verifier trusts arguments of the program, references, and those fields that are on
its lists: a trusted task's \`cpus_ptr\`, \`group_leader\`, \`real_parent\`, and members
embedded in it such as \`&task->cpus_mask\`. Anything else that is reached by walking
pointers may be freed at any time. It can be *read* (a fault reads 0), but not passed to
a kfunc. The same goes for

- fields that are not on the lists: \`task->user_cpus_ptr\`, \`task->last_wakee->cpus_ptr\`;
- results of \`bpf_rdonly_cast()\` and \`bpf_core_cast()\`, and \`__kptr_untrusted\` fields.

Look the object up again with a function that returns a reference, such as
\`bpf_task_from_pid(p->pid)\`, use it, and release it.`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	if (bpf_cpumask_test_cpu(0, task->last_wakee->cpus_ptr))
		bpf_printk("may run on CPU 0");
	return 0;
}`),
      good: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *wakee = bpf_task_from_pid(task->last_wakee->pid);

	if (!wakee)
		return 0;
	if (bpf_cpumask_test_cpu(0, wakee->cpus_ptr))
		bpf_printk("may run on CPU 0");
	bpf_task_release(wakee);
	return 0;
}`),
    },
  ],
});
