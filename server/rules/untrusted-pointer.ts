/** Rule untrusted-pointer: see `docs` below. */
import type { Fault } from '../analysis/engine/faults.ts';
import { callee, defineRule, program, Quoted, quoted } from './rule.ts';

const say = (f: Fault) =>
  `The verifier does not trust ${quoted(f)}, which was reached by a field that is on none of its lists, or by a cast: it may be read, but not passed to ${callee(f)}. Look the object up, for example with bpf_task_from_pid(), and pass that.`;

export const rule = defineRule({
  id: 'untrusted-pointer',
  messages: {
    'no-section': say,
    global: (f) =>
      `What is passed as ${quoted(f)} was reached by a field that is on none of the verifier's lists, or by a cast, so ${callee(f)}, which wants a trusted pointer, may not get it. Look the object up, for example with bpf_task_from_pid(), and pass that.`,
    number: () =>
      'This reads or writes through a number: for the verifier, what bpf_get_current_task() and other helpers return is not a pointer. Read it with bpf_core_read() or bpf_probe_read_kernel(), or take a pointer from bpf_get_current_task_btf().',
    acquire: say,
    release: (f) =>
      `${Quoted(f)} was not handed out as a reference, and the verifier does not trust it: ${callee(f)} may not release it. Release only what was created, acquired or looked up.`,
  },
  docs: `The verifier trusts arguments of the program, references, and those fields that are on
its lists: a trusted task's \`cpus_ptr\`, \`group_leader\`, \`real_parent\`, and members
embedded in it such as \`&task->cpus_mask\`. Whatever else is reached by walking pointers
can be freed meanwhile; it may be *read* (a fault reads 0), but not passed to a kfunc.
So are

- fields that are on no list: \`task->user_cpus_ptr\`, \`task->last_wakee->cpus_ptr\`;
- results of \`bpf_rdonly_cast()\` and \`bpf_core_cast()\`, and \`__kptr_untrusted\` fields.

Look the object up again with a function that hands out a reference, such as
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
