/** Rule unbalanced-rcu-section: see `docs` below. */
import { defineRule, text } from './rule.ts';
export const rule = defineRule({
  id: 'unbalanced-rcu-section',
  message: (f) =>
    f.what === 'nested'
      ? 'bpf_rcu_read_lock() while already locked: kernels before 6.19 refuse nested sections.'
      : f.what === 'unmatched'
        ? 'bpf_rcu_read_unlock() without a lock on this path.'
        : f.what === 'unmatched-preempt'
          ? 'bpf_preempt_enable() without bpf_preempt_disable() on this path.'
          : f.what === 'exit-locked'
            ? `The program ends here with ${text(f, 'section')}() still in force on this path.`
            : 'The program is left inside an RCU section.',
  docs: `Every path has to close what it opened: RCU sections, disabled preemption, spin locks. Early returns between lock and unlock are the usual cause; guard(rcu)() or a goto to one exit mends it.`,
  examples: [],
});
