/** Rule kptr-slot: see `docs` below. */
import { defineRule } from './rule.ts';

const MESSAGES: Readonly<Record<string, string>> = {
  'not-a-map-value':
    'The slot is a variable on the stack. Only __kptr fields of map values and of static globals are slots.',
  'no-slot': 'There is no __kptr field here. Tag it: struct bpf_cpumask __kptr *mask.',
  'wrong-field': 'This field is not the __kptr field.',
  'untrusted-slot': 'An __kptr_untrusted field owns nothing and cannot be exchanged. Use __kptr.',
  'variable-offset':
    'The index of the slot is not a constant. Switch over constants, or use one map element for each mask.',
  'wrong-struct': 'The reference has another type than the slot.',
  scalar: 'A number cannot be moved into a slot.',
};

export const rule = defineRule({
  id: 'kptr-slot',
  message: (f) => MESSAGES[f.what] ?? MESSAGES['no-slot']!,
  docs: `bpf_kptr_xchg() wants the address of a __kptr field in a map value or in a global of a section whose variables are all static, at an offset known when the program is loaded, and a reference to the very type of the field. A variable on the stack is no slot, tagged or not; an array of slots takes constant indices only.`,
  examples: [],
});
