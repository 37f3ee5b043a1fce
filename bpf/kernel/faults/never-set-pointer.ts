/** Fault never-set-pointer (kernel/bpf/verifier.c, check_reg_arg): no compiler has a value for it, whichever path is taken. */
import { type Arg, error, says } from '../fault-record.ts';

export const neverSetPointer = error({
  id: 'never-set-pointer',
  title: 'A pointer that nothing ever sets is passed to the kernel',
  kinds: {
    // What else is in the register depends on the compiler, and so may the words.
    argument: says<Arg>(({ arg }) => `R${arg + 1} !read_ok`),
  },
});
