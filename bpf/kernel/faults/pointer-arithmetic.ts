/** Fault pointer-arithmetic (kernel/bpf/verifier.c, __check_ptr_off_reg, adjust_ptr_min_max_vals). */
import { type Arg, type CallArgument, error, says } from '../fault-record.ts';
import { reg, wrongStruct } from '../fault-texts.ts';

type Into = CallArgument & { readonly struct: string };

export const pointerArithmetic = error({
  id: 'pointer-arithmetic',
  title: 'A pointer to a kernel object is offset or changed by arithmetic',
  rules: ['TY-14..17', 'TY-19'],
  kinds: {
    'variable-offset': says<Into>('variable ptr_ access var_off=(0x0; 0x8) disallowed'),
    // Which register it is depends on the compiler.
    'variable-read': says<{ readonly struct: string }>(
      ({ struct }) => `R1 is ptr_${struct} invalid variable offset: off=0, var_off=`,
    ),
    'release-offset': says<Into>(
      ({ arg }) => `${reg(arg)} must have zero offset when passed to release func or trusted arg to kfunc`,
    ),
    offset: says<Into>(({ function: callee, arg, struct }, version) =>
      wrongStruct(callee, arg, struct, struct, version),
    ),
    bitwise: says<Arg & { readonly operator: string }>(
      ({ arg, operator }) => `${reg(arg)} bitwise operator ${operator} on pointer prohibited`,
    ),
    'past-end': says<{ readonly struct: string; readonly off: number; readonly size: number }>(
      ({ struct, off, size }) => `access beyond struct ${struct} at off ${off} size ${size}`,
    ),
  },
});
