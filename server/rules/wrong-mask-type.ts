/** Rule wrong-mask-type: see `docs` below. */
import { releasersOf } from '../../bpf/kernel/index.ts';
import type { FaultOf } from '../analysis/engine/faults.ts';
import { typeFixes } from './fix/types/mask-type.ts';
import { callee, defineRule, program, Quoted, quoted } from './rule.ts';

/** What helps when a struct cpumask, or the like, stands where a bpf_cpumask is wanted. */
function instead(f: FaultOf<'wrong-mask-type', 'struct'>): string {
  const struct = f.data.struct;
  if (f.data.function.endsWith('_release') && struct !== 'cpumask')
    return `Release it with ${releasersOf(struct).join('() or ')}().`;
  if (f.data.want !== 'bpf_cpumask') return 'A cast does not help.';
  return struct === 'cpumask' || isMember(f)
    ? 'A cast does not help: masks of the kernel are read-only. Create a mask, bpf_cpumask_copy() into it, and change the copy.'
    : 'A cast does not help: pass a mask from bpf_cpumask_create() or from a kptr.';
}

/** The address of a member: to the verifier a pointer into the struct around it. */
const isMember = (f: FaultOf<'wrong-mask-type', 'struct'>) => quoted(f).startsWith("'&");

const tooSmall = (f: FaultOf<'wrong-mask-type', 'memory-too-small' | 'map-value-too-small'>) =>
  `${Quoted(f)} points to ${f.data.size} bytes of memory, too few for a mask. Use bpf_cpumask_create().`;

export const rule = defineRule({
  id: 'wrong-mask-type',
  messages: {
    struct: (f) =>
      `${callee(f)} needs a struct ${f.data.want}, but ${quoted(f)} ${isMember(f) ? 'is in' : 'is'} a struct ${f.data.struct}. ${instead(f)}`,
    'not-scalars': (f) =>
      `${callee(f)} needs a struct ${f.data.want} of the kernel, and this is memory of the program. Pass the pointer that the kernel gave.`,
    'not-allocated': (f) =>
      `${callee(f)} frees objects from bpf_obj_new(), but ${quoted(f)} is a struct ${f.data.struct}. Release it with ${releasersOf(f.data.struct).join('() or ')}().`,
    'other-drop': (f) =>
      `${Quoted(f)} is freed with ${f.data.dropper}(), not with ${callee(f)}. Objects for each CPU have functions for them alone.`,
    'wrong-node': (f) =>
      `${Quoted(f)} is not what the container holds: that is '${f.data.holds.member}' of struct ${f.data.holds.struct}, as declared. Pass the address of that member.`,
    'not-percpu': (f) =>
      `${Quoted(f)} is not per-CPU memory, so ${callee(f)} rejects it. Pass the address of a per-CPU variable of the kernel, or a __percpu_kptr that was tested for NULL.`,
    scalar: (f) =>
      `${Quoted(f)} is a number to the verifier, not a pointer to a mask. The verifier loses a pointer that goes through an integer, plain memory or a variable array index. Keep it in a variable.`,
    context: (f) => `${Quoted(f)} is the program's context, not a mask. Pass a mask.`,
    'memory-too-small': tooSmall,
    'map-value-too-small': tooSmall,
    'read-only-memory': (f) =>
      `${Quoted(f)} is in read-only data. Memory passed as a mask has to be writable, even if it is only read.`,
  },
  // None for 'context', which has no mask, for a number that no pointer of the function was stored in, nor for memory that
  // stands for an object of which the program was given none, or several.
  fixes: typeFixes,
  docs: `There are two types. \`struct cpumask\` is any mask of the kernel and is passed to the
functions that only read; \`struct bpf_cpumask\` is a mask that a program created, and
only that can be changed, acquired and released. A \`struct bpf_cpumask *\` may be passed
where a \`const struct cpumask *\` is expected (with a cast, or \`cast_mask()\`), never the
other way round.

The verifier knows what a pointer really is. Casting \`task->cpus_ptr\` or the result of
\`scx_bpf_get_online_cpumask()\` to \`struct bpf_cpumask *\` compiles, and reading through
it works, but every function that would change it is rejected.

To the verifier, a pointer is a number once it has been stored in an integer or in plain
memory outside the stack, or when it is read from an array on the stack at a variable
index.

Messages up to 7.0 count arguments from 0 (\`args#1\`), newer ones name the register
(\`R2\`).`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_cpumask_clear_cpu(0, (struct bpf_cpumask *)task->cpus_ptr);
	return 0;
}`),
      good: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	bpf_cpumask_clear_cpu(0, mask);
	bpf_cpumask_release(mask);
	return 0;
}`),
    },
  ],
});
