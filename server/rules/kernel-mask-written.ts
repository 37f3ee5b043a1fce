/** Rule kernel-mask-written: see `docs` below. */
import { defineRule, quoted } from './rule.ts';
export const rule = defineRule({
  id: 'kernel-mask-written',
  message: (f) =>
    `bpf_cpumask_populate() writes into a mask of the kernel${f.subject ? ` (${quoted(f)})` : ''}. Kernels 6.15 to 7.2 load this; it changes where tasks may run behind the kernel's back.`,
  docs: `bpf_cpumask_populate() was declared with a const-less struct cpumask as its destination, so the verifier of 6.15 to 7.2 lets it write into task->cpus_ptr. Newer kernels refuse it. Populate a mask of your own.`,
  examples: [],
});
