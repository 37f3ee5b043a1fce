/** Rule program-type: see `docs` below. */
import { defineRule, text } from './rule.ts';
export const rule = defineRule({
  id: 'program-type',
  message: (f) => `Programs of type ${text(f, 'type') || 'this'} may not call ${text(f, 'function')}().`,
  docs: `The kernel registers each kfunc for some program types. The cpumask kfuncs can be called from tp_btf, fentry/fexit, iter, LSM and struct_ops programs, from syscall programs since 6.10, from tracepoint and perf_event programs since 6.12, from raw tracepoints since 7.0, and never from kprobes, XDP, tc or cgroup programs.`,
  examples: [],
});
