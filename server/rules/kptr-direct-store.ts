/** Rule kptr-direct-store: see `docs` below. */
import { defineRule } from './rule.ts';
export const rule = defineRule({
  id: 'kptr-direct-store',
  message: () =>
    'A __kptr field cannot be assigned. Use bpf_kptr_xchg(), with NULL to clear it, and release what comes back.',
  docs: `The map owns what a __kptr field points to. Only bpf_kptr_xchg() may change it: it moves the new reference in and hands the old one out, to be tested and released.`,
  examples: [],
});
