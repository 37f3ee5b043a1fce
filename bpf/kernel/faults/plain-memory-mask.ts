/** Fault plain-memory-mask. */
import { type CallArgument, silent, warning } from '../fault-record.ts';

export const plainMemoryMask = warning({
  id: 'plain-memory-mask',
  title: 'Plain memory is used as a struct bpf_cpumask',
  rules: ['PM-1'],
  kinds: { argument: silent<CallArgument>() },
});
