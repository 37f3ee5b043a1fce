/** Fault write-to-mask (kernel/bpf/verifier.c, check_ptr_to_btf_access). */
import { type CallArgument, error, says } from '../fault-record.ts';
import { argumentType, MEMORY, reg } from '../fault-texts.ts';

/** `struct`: of the kernel. */
interface OfKernel {
  readonly struct: string;
}

export const writeToMask = error({
  id: 'write-to-mask',
  title: 'A mask, or another object of the kernel, is written through its pointer',
  rules: ['TY-18'],
  kinds: {
    store: says('only read is supported'),
    object: says<OfKernel>('only read is supported'),
    /** The operations of a scheduler may write some fields of a task; of the others the verifier says nothing. */
    field: says<OfKernel & { readonly member: string }>(''),
    /** `type`: as the verifier names the pointer. */
    helper: says<CallArgument & OfKernel & { readonly type: string }>(({ function: callee, arg, type }) =>
      type === 'trusted_ptr_'
        ? `${callee}() may write into memory pointed by ${reg(arg)} type=${type}`
        : argumentType(arg, type, MEMORY),
    ),
  },
});
