/** Rule invalid-flags: see `docs` below. */
import { defineRule, text } from './rule.ts';
export const rule = defineRule({
  id: 'invalid-flags',
  message: (f) => `${text(f, 'function')}() does not take these flags: ${text(f, 'why')}.`,
  docs: `Some flags are for user space only, some for certain map types only. The program loads, and the call fails each time.`,
  examples: [],
});
