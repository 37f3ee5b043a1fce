/** Fault read-only-memory: MEM_RDONLY (kernel/bpf/verifier.c, check_mem_access and check_reg_type). */
import { type CallArgument, error, says } from '../fault-record.ts';
import { argumentType, MEMORY } from '../fault-texts.ts';

export const readOnlyMemory = error({
  id: 'read-only-memory',
  title: 'Memory that programs may only read is written, or passed where it might be',
  kinds: {
    store: says('R0 cannot write into rdonly_mem'),
    /** A key or a value of a map too, although they are only read. */
    argument: says<CallArgument>(({ arg }) => argumentType(arg, 'rdonly_mem', MEMORY)),
  },
});
