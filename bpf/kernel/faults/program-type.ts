/** Fault program-type (kernel/bpf/verifier.c, check_kfunc_call and check_get_func_ip). */
import { type Callee, error, type KernelText, says } from '../fault-record.ts';
import { type ProgramTypeName, UNTRACED } from '../program-types.ts';

const notAllowed: KernelText<Callee> = ({ function: callee }) =>
  `calling kernel function ${callee} is not allowed`;

export const programType = error({
  id: 'program-type',
  title: 'A program of this type may not call the function',
  rules: ['PT-1..2'],
  kinds: {
    /** `type`: a key of PROGRAM_TYPES, '' when it is not known. */
    'not-allowed': says<Callee & { readonly type: string }>(notAllowed),
    /** `op`: the operation of a scheduler that calls it (scx_kfunc_context_filter). */
    'not-in-op': says<Callee & { readonly op: string }>(notAllowed),
    'cpu-only': says<Callee & { readonly op: string }>(notAllowed),
    /** A helper for programs that are in a function. */
    untraced: says<Callee & { readonly type: ProgramTypeName; readonly helperId: number }>(
      ({ function: callee, type, helperId }) =>
        type === 'tracing'
          ? `func ${callee}#${helperId} supported only for fentry/fexit/fmod_ret programs`
          : `func ${callee}#${helperId} not supported for program type ${UNTRACED[type]}`,
    ),
  },
});
