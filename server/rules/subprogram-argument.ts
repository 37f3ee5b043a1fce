/** Rule subprogram-argument: see `docs` below. */
import { defineRule, text } from './rule.ts';
export const rule = defineRule({
  id: 'subprogram-argument',
  message: (f) =>
    f.what === 'returns-pointer'
      ? `${text(f, 'function')}() is global and returns a pointer; global functions return numbers only. Make it static.`
      : f.what === 'null-to-trusted'
        ? `${text(f, 'function')}() does not take NULL: its argument is __arg_trusted without __arg_nullable.`
        : `${text(f, 'function')}() is a global function: its pointer argument is taken as plain memory. Tag it __arg_trusted, or make the function static.`,
  docs: `The kernel verifies a global function on its own, by its arguments' types and tags alone. Static functions are verified with each caller and need no tags.`,
  examples: [],
});
