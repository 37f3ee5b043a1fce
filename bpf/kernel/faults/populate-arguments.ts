/** Fault populate-arguments (kernel/bpf/verifier.c, check_kfunc_mem_size_reg and check_mem_size_reg). */

import { REGISTERS_NAMED_SINCE } from '../changes.ts';
import { type CallArgument, error, says } from '../fault-record.ts';
import { args, reg, since } from '../fault-texts.ts';

export const populateArguments = error({
  id: 'populate-arguments',
  title: 'bpf_cpumask_populate() is passed memory or a size it cannot use',
  rules: ['PO-1..7', 'PO-10'],
  kinds: {
    pair: says<CallArgument>(
      (_, version) =>
        `${since(version, REGISTERS_NAMED_SINCE) ? 'R2 R3' : 'arg#1 arg#2'} memory, len pair leads to invalid memory access`,
    ),
    unbounded: says<CallArgument>(
      ({ arg }) => `${reg(arg)} min value is negative, either use unsigned or 'var &= const'`,
    ),
    'unbounded-unsigned': says<CallArgument>(
      ({ arg }) => `${reg(arg)} unbounded memory access, use 'var &= const' or 'if (var < const)'`,
    ),
    'mask-source': says<CallArgument>(
      ({ function: callee, arg }, version) =>
        `kernel function ${callee} ${args(arg, version)} pointer type UNKNOWN  is not supported`,
    ),
  },
});
