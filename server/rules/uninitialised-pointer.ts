/** Rule uninitialised-pointer: see `docs` below. */
import { defineRule } from './rule.ts';
export const rule = defineRule({
  id: 'uninitialised-pointer',
  message: (f) =>
    `${f.subject ? `'${f.subject}'` : 'A variable'} has no value on this path. The compiler may give it any; set it to NULL where it is declared.`,
  docs: `A local that is assigned on some paths only. What the compiler makes of it decides whether the program loads: often it takes the value of another path.`,
  examples: [],
});
