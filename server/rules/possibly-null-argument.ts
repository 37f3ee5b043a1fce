/** Rule possibly-null-argument: see `docs` below. */
import { defineRule, quoted, text } from './rule.ts';
export const rule = defineRule({
  id: 'possibly-null-argument',
  message: (f) =>
    f.what === 'null'
      ? `NULL is passed to ${text(f, 'function')}(), which does not take it.`
      : `${quoted(f)} may be NULL here, and ${text(f, 'function')}() does not take NULL. Test it first: if (!p) return ...`,
  docs: `bpf_cpumask_create(), bpf_kptr_xchg(), kptr fields and map look-ups may all give NULL. The verifier wants the test on the path before the pointer is used, on the same value: a field that is read again is a new pointer, so copy it into a local, test the local, use the local.`,
  examples: [],
});
