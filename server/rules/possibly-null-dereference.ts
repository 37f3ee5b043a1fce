/** Rule possibly-null-dereference: see `docs` below. */
import { defineRule } from './rule.ts';
export const rule = defineRule({
  id: 'possibly-null-dereference',
  message: () => 'The pointer may be NULL where it is read or written. Test it first: if (!p) return ...',
  docs: `A map look-up, a ring buffer reservation or an acquiring function may give NULL. The result has to be tested before its fields are used. Since 6.14 an array element under a constant key in range is known to exist.`,
  examples: [],
});
