/** Fault return-range (kernel/bpf/verifier.c, prepare_func_exit and check_return_code). */
import { error, type KernelText, says } from '../fault-record.ts';

/** What is returned, and what may be. */
interface Returned {
  readonly lo: number;
  readonly hi: number;
  readonly from: number;
  readonly to: number;
}

const returned =
  (where: string): KernelText<Returned> =>
  ({ lo, hi, from, to }) =>
    `${where} the register R0 has smin=${lo} smax=${hi} should have been in [${from}, ${to}]`;

export const returnRange = error({
  id: 'return-range',
  title: 'A callback or program returns a value outside the allowed range',
  kinds: {
    callback: says<Returned>(returned('At callback return')),
    program: says<Returned>(returned('At program exit')),
  },
});
