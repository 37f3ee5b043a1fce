/** Rule subprogram-argument: see `docs` below. */
import { subprogramFixes } from './fix/calls/subprogram.ts';
import { callee, defineRule, program, Quoted, quoted } from './rule.ts';

export const rule = defineRule({
  id: 'subprogram-argument',
  messages: {
    'returns-pointer': (f) =>
      `${callee(f)} is a global function that returns a pointer, but these may return only numbers. Make it static.`,
    'returns-nothing': (f) =>
      `${callee(f)} is a global function that returns nothing, but these must return a number. Make it static.`,
    untagged: (f) =>
      `${Quoted(f)} of global function ${callee(f)} has no tag, so the verifier expects plain memory. A struct ${f.data.struct} of the kernel is rejected. Tag it __arg_trusted, or make the function static.`,
    'null-to-trusted': (f) =>
      `NULL is passed to ${callee(f)}, but ${quoted(f)} is __arg_trusted without __arg_nullable. Skip the call, or add __arg_nullable and test it inside.`,
  },
  fixes: subprogramFixes,
  docs: `The kernel verifies a **global** function (neither \`static\` nor inlined) once, on its
own, from nothing but its parameters' types and tags, and checks each call against them:

- a pointer without a tag is plain memory of that type's size, and may be NULL. (A
  \`const struct cpumask *\` happens to be satisfied by masks of the kernel; a
  \`struct bpf_cpumask *\` or \`struct task_struct *\` is not.)
- \`struct bpf_cpumask *mask __arg_trusted\` (6.9 and newer) is a kernel object, owned by
  the caller or protected by RCU, and not NULL; \`__arg_nullable\` after it allows NULL,
  to be tested inside;
- the function may read and change such a mask, but neither release nor keep it;
- it returns a number: never a pointer, and before 7.0 not nothing (\`void\`) either.

A **static** function is verified with each of its callers: it may take, release, and
return references, without any tag.`,
  examples: [
    {
      bad: program(`
__noinline int first_cpu(struct bpf_cpumask *mask)
{
	return mask ? (int)bpf_cpumask_first((const struct cpumask *)mask) : -1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	first_cpu(mask);
	bpf_cpumask_release(mask);
	return 0;
}`),
      good: program(`
#ifndef __arg_trusted
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#endif

__noinline int first_cpu(struct bpf_cpumask *mask __arg_trusted)
{
	return bpf_cpumask_first((const struct cpumask *)mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	first_cpu(mask);
	bpf_cpumask_release(mask);
	return 0;
}`),
    },
  ],
});
