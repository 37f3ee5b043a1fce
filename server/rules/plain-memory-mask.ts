/** Rule plain-memory-mask: see `docs` below. */
import { defineRule, quoted } from './rule.ts';
export const rule = defineRule({
  id: 'plain-memory-mask',
  message: (f) =>
    `${quoted(f)} is plain memory used as a struct bpf_cpumask. It loads, but it is not a mask object: no reference count, and a size that follows the running kernel. Use bpf_cpumask_create().`,
  docs: `The verifier checks a pointer that is not a kernel object as memory of the struct's size, so a mask on the stack or in a map value is accepted, even by functions that change it. Its layout depends on NR_CPUS of the running kernel, and bpf_cpumask_release() refuses it.`,
  examples: [],
});
