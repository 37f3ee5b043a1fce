/** Rule write-to-mask: see `docs` below. */
import { wordFixes } from './fix/types/mask-words.ts';
import { callee, defineRule, program } from './rule.ts';

const readOnly = (struct: string) =>
  `${quotedStruct(struct)} belongs to the kernel, and this program may only read it. Keep the value in a map, or in local storage.`;

/** `scx.flags` of `sched_ext_entity.flags`. */
const fieldOf = (member: string) => member.replace(/^sched_ext_entity/, 'scx').replace(/^task_struct\./, '');

const quotedStruct = (struct: string) => `The struct ${struct}`;

export const rule = defineRule({
  id: 'write-to-mask',
  messages: {
    store: () =>
      'A mask is written through its pointer, which is read-only for programs. Use a kfunc such as bpf_cpumask_set_cpu(), or bpf_cpumask_populate() for whole words.',
    object: (f) => readOnly(f.data.struct),
    field: (f) =>
      `A task's '${fieldOf(f.data.member)}' is written. A scheduler may write p->scx.slice, p->scx.dsq_vtime and p->scx.disallow of a task, and nothing else of it. Keep the value in task storage.`,
    helper: (f) => `${callee(f)} writes to its argument. ${readOnly(f.data.struct)}`,
  },
  // None for masks of the kernel, which nothing changes, nor for values whose bits are not known.
  fixes: wordFixes,
  docs: `Kernel objects are read-only for programs: the bits of a mask can be read through the
pointer (\`mask->cpumask.bits[0]\`), but only kfuncs change them, and only in a mask that
a program created. \`bpf_cpumask_set_cpu()\`, \`bpf_cpumask_clear_cpu()\`,
\`bpf_cpumask_setall()\`, \`bpf_cpumask_copy()\` and the combining functions do most;
\`bpf_cpumask_populate()\` (6.15 and newer) fills a mask from memory of the program.

The same holds for tasks, cgroups and other objects, whether they are stored to, copied
over or passed to a helper that writes. Only schedulers may set fields of a task:
\`p->scx.slice\`, \`p->scx.dsq_vtime\` and \`p->scx.disallow\`.`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	mask->cpumask.bits[0] = 3;
	bpf_cpumask_release(mask);
	return 0;
}`),
      good: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(0, mask);
	bpf_cpumask_set_cpu(1, mask);
	bpf_cpumask_release(mask);
	return 0;
}`),
    },
  ],
});
