/** Rule unreleased-reference: see `docs` below. */

import { releasersOf } from '../../bpf/kernel/index.ts';
import type { Fault } from '../analysis/faults.ts';
import { defineRule, text } from './rule.ts';

const LOST: Readonly<Record<string, string>> = {
  exit: 'The program ends here and',
  lost: 'The function ends here, nothing points to the object any more, and',
  overwritten: 'The last pointer is overwritten here and',
  returned: 'A reference cannot be returned from a program:',
  throw: 'bpf_throw() leaves the program and',
  'tail-call': 'The tail call leaves the program and',
};

function mend(f: Fault): string {
  const struct = text(f, 'struct');
  if (struct === 'record') return 'Submit or discard the record on every path.';
  const release = releasersOf(struct).join('() or ');
  return `Pass it to ${release}()${struct === 'bpf_cpumask' ? ', or move it into a map with bpf_kptr_xchg(),' : ''} on every path.`;
}

export const rule = defineRule({
  id: 'unreleased-reference',
  message: (f) =>
    `${LOST[f.what] ?? LOST.exit} the reference from ${text(f, 'by')}() is not released on this path. ${mend(f)}`,
  docs: `A reference from an acquiring function (bpf_cpumask_create(), bpf_cpumask_acquire(), bpf_kptr_xchg(), scx_bpf_get_online_cpumask(), bpf_task_from_pid() ...) has to end on **every** path: released, or moved into a kptr slot. Early returns, error branches and variables that are assigned twice are where it gets lost.`,
  examples: [],
});
