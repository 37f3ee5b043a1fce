/** Rule pointer-arithmetic: see `docs` below. */
import { defineRule, quoted, text } from './rule.ts';
export const rule = defineRule({
  id: 'pointer-arithmetic',
  message: (f) =>
    f.what === 'variable-offset'
      ? 'A variable offset into a kernel object is refused.'
      : `${quoted(f)} does not point to the start of its object; ${text(f, 'function')}() wants the object itself.`,
  docs: `Pointers to kernel objects are passed on as they came. Bits are read with bpf_cpumask_test_cpu(), not by address.`,
  examples: [],
});
