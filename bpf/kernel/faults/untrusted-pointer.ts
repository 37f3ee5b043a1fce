/** Fault untrusted-pointer (kernel/bpf/verifier.c, check_kfunc_args; check_mem_access for numbers). */
import { type Arg, type CallArgument, type Callee, error, says } from '../fault-record.ts';
import { notRcu, notTrusted, SCALAR_ACCESS, untrustedArgument } from '../fault-texts.ts';

type Pointer = CallArgument & { readonly struct: string; readonly from?: string };

export const untrustedPointer = error({
  id: 'untrusted-pointer',
  title: 'A pointer that the verifier does not trust is passed to a kfunc',
  rules: ['TY-8..9'],
  kinds: {
    'no-section': says<Pointer>(notRcu),
    acquire: says<Pointer>(notTrusted),
    release: says<Pointer>(notTrusted),
    number: says(SCALAR_ACCESS),
    global: says<Arg & Callee>(untrustedArgument),
  },
});
