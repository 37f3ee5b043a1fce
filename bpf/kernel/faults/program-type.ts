/** Fault program-type (kernel/bpf/verifier.c, check_kfunc_call). */
import { type Callee, error, says } from '../fault-record.ts';

export const programType = error({
  id: 'program-type',
  title: 'A program of this type may not call the function',
  rules: ['PT-1..2'],
  kinds: {
    /** `type`: a key of PROGRAM_TYPES, '' when it is not known. */
    'not-allowed': says<Callee & { readonly type: string }>(
      ({ function: callee }) => `calling kernel function ${callee} is not allowed`,
    ),
  },
});
