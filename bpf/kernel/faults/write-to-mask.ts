/** Fault write-to-mask (kernel/bpf/verifier.c, check_ptr_to_btf_access). */
import { error, says } from '../fault-record.ts';

export const writeToMask = error({
  id: 'write-to-mask',
  title: 'A mask is written through its pointer',
  rules: ['TY-18'],
  kinds: { store: says('only read is supported') },
});
