/** Rule use-after-release: see `docs` below. */
import { defineRule, quoted, text } from './rule.ts';
export const rule = defineRule({
  id: 'use-after-release',
  message: (f) =>
    f.what === 'release'
      ? `${quoted(f)} was already released or given away: releasing it again is refused.`
      : f.what === 'access'
        ? 'The object was already released or given away on this path.'
        : `${quoted(f)} was already released or given away on this path; ${text(f, 'function')}() may not get it any more.`,
  docs: `After bpf_cpumask_release(), or after bpf_kptr_xchg() moved it into a slot, every copy of the pointer is worthless. Use the mask before, or take a second reference with bpf_cpumask_acquire() first.`,
  examples: [],
});
