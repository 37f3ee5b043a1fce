/** Rule subprogram-argument: see `docs` below. */
import { kernelMessage } from '../../bpf/kernel/messages.ts';
import { defineRule, num, text } from './rule.ts';
export const rule = defineRule({
  id: 'subprogram-argument',
  message: (f) =>
    f.what === 'returns-pointer'
      ? `${text(f, 'function')}() is global and returns a pointer; global functions return numbers only. Make it static.`
      : f.what === 'null-to-trusted'
        ? `${text(f, 'function')}() does not take NULL: its argument is __arg_trusted without __arg_nullable.`
        : `${text(f, 'function')}() is a global function: its pointer argument is taken as plain memory. Tag it __arg_trusted, or make the function static.`,
  kernel: (f, v) =>
    kernelMessage(
      'subprogram',
      {
        what: f.what,
        function: text(f, 'function'),
        arg: num(f, 'arg'),
        struct: text(f, 'struct'),
        size: num(f, 'size'),
      },
      v,
    ),
  docs: `The kernel verifies a global function on its own, by its arguments' types and tags alone. Static functions are verified with each caller and need no tags.`,
  examples: [],
});
