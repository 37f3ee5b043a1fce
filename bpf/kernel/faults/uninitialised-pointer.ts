/** Fault uninitialised-pointer (kernel/bpf/verifier.c, check_reg_arg): a warning, as the compiler may put anything there. */
import { type Arg, says, warning } from '../fault-record.ts';

export const uninitialisedPointer = warning({
  id: 'uninitialised-pointer',
  title: 'A variable may be read before it is set',
  rules: ['PM-5'],
  kinds: {
    // Which register it is depends on the compiler.
    use: says('R1 !read_ok'),
    argument: says<Arg>(({ arg }) => `R${arg + 1} !read_ok`),
  },
});
