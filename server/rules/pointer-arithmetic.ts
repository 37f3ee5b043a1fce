/** Rule pointer-arithmetic: see `docs` below. */
import { kernelMessage } from '../../bpf/kernel/messages.ts';
import { defineRule, num, quoted, text } from './rule.ts';
export const rule = defineRule({
  id: 'pointer-arithmetic',
  message: (f) =>
    f.what === 'variable-offset'
      ? 'A variable offset into a kernel object is refused.'
      : `${quoted(f)} does not point to the start of its object; ${text(f, 'function')}() wants the object itself.`,
  kernel: (f, v) =>
    kernelMessage(
      'pointer-arithmetic',
      {
        what: f.what,
        arg: num(f, 'arg'),
        function: text(f, 'function'),
        want: text(f, 'want'),
        struct: text(f, 'struct'),
      },
      v,
    ),
  docs: `Pointers to kernel objects are passed on as they came. Bits are read with bpf_cpumask_test_cpu(), not by address.`,
  examples: [],
});
