/** Rule not-owned: see `docs` below. */
import { defineRule, quoted, text } from './rule.ts';
export const rule = defineRule({
  id: 'not-owned',
  message: (f) =>
    f.what === 'acquire'
      ? `${quoted(f)} is only borrowed: ${text(f, 'function')}() wants a reference that the program owns.`
      : f.what === 'transfer'
        ? `${quoted(f)} is not owned by the program, so it cannot be moved into a slot.`
        : `${quoted(f)} is not owned by the program, so it cannot be released here. Only what was created, acquired or exchanged out may be.`,
  docs: `A kptr that was read from a map, a field such as task->cpus_ptr, plain memory, and an argument are borrowed. They may be used, within their RCU section, but not released, acquired or put into a slot. Take ownership with bpf_kptr_xchg(&slot, NULL), or create a mask and copy.`,
  examples: [],
});
