/** Rule write-to-mask: see `docs` below. */
import { defineRule } from './rule.ts';
export const rule = defineRule({
  id: 'write-to-mask',
  message: () =>
    'A mask cannot be written through its pointer. Use bpf_cpumask_set_cpu() and friends, or bpf_cpumask_populate().',
  docs: `The bits of a mask may be read through the pointer, never written: only kfuncs change a mask.`,
  examples: [],
});
