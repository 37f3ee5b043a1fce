/** Rule wrong-mask-type: see `docs` below. */
import { defineRule, quoted, text } from './rule.ts';
export const rule = defineRule({
  id: 'wrong-mask-type',
  message: (f) =>
    f.what === 'struct'
      ? `${text(f, 'function')}() wants a struct ${text(f, 'want')}; ${quoted(f)} is a struct ${text(f, 'struct')}.${f.data.want === 'bpf_cpumask' ? ' Kernel masks are read-only: create a mask, copy, change the copy.' : ''}`
      : f.what === 'scalar'
        ? `${quoted(f)} is a number, not a pointer to a mask.`
        : f.what === 'read-only-memory'
          ? `${quoted(f)} lies in read-only data; memory that is passed as a mask has to be writable.`
          : `${quoted(f)} points to memory that is too small for a mask.`,
  docs: `The kernel's own masks (task->cpus_ptr, scx_bpf_get_online_cpumask() ...) are const struct cpumask: a cast to struct bpf_cpumask does not make them writable. The verifier knows what the pointer really is.`,
  examples: [],
});
