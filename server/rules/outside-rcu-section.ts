/** Rule outside-rcu-section: see `docs` below. */
import { defineRule, quoted } from './rule.ts';
export const rule = defineRule({
  id: 'outside-rcu-section',
  message: (f) =>
    f.what === 'section-ended'
      ? `${quoted(f)} was read in an RCU section that has ended. Read it again inside the section that uses it.`
      : `${quoted(f)} was read outside an RCU section of a sleepable program. Put the read and the use between bpf_rcu_read_lock() and bpf_rcu_read_unlock().`,
  docs: `A kptr or task->cpus_ptr that is only read, not owned, lives as long as the RCU section it was read in. Programs that cannot sleep are one section as a whole, until they unlock explicitly; sleepable ones (syscall, .s, BPF_STRUCT_OPS_SLEEPABLE) need bpf_rcu_read_lock() around read and use. A new section does not bring an old pointer back.`,
  examples: [],
});
