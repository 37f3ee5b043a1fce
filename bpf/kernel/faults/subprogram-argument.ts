/** Fault subprogram-argument (kernel/bpf/btf.c, btf_prepare_func_args; kernel/bpf/verifier.c, btf_check_func_arg_match). */
import { type Arg, type Callee, error, says } from '../fault-record.ts';
import { argumentType, OBJECTS } from '../fault-texts.ts';

/** The kernel names the first member, into which it has followed the offset. */
const FIRST_MEMBER: Readonly<Record<string, string>> = { bpf_cpumask: 'cpumask', task_struct: 'thread_info' };

export const subprogramArgument = error({
  id: 'subprogram-argument',
  title: 'A mask is passed to, or returned from, a global function in a way the verifier rejects',
  rules: ['SP-2', 'SP-7'],
  kinds: {
    'returns-pointer': says<Callee>(
      ({ function: name }) => `Global function ${name}() doesn't return scalar. Only those are supported.`,
    ),
    'returns-nothing': says<Callee>(
      ({ function: name }) => `Global function ${name}() doesn't return scalar. Only those are supported.`,
    ),
    untagged: says<Arg & Callee & { readonly struct: string; readonly size: number }>(
      ({ struct, size }) => `access beyond struct ${FIRST_MEMBER[struct] ?? struct} at off 0 size ${size}`,
    ),
    'null-to-trusted': says<Arg & Callee>(({ arg }) => argumentType(arg, 'scalar', OBJECTS)),
  },
});
