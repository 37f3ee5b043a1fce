/** Fault outside-rcu-section (kernel/bpf/verifier.c, check_kfunc_args and check_kfunc_call). */

import { RCU_PROTECTION_SINCE } from '../changes.ts';
import { type Arg, type CallArgument, type Callee, error, says } from '../fault-record.ts';
import { notRcu, since, untrustedArgument } from '../fault-texts.ts';

type Pointer = CallArgument & { readonly struct: string };

export const outsideRcuSection = error({
  id: 'outside-rcu-section',
  title: 'An RCU pointer is used where RCU does not protect it',
  rules: ['TY-10..13'],
  kinds: {
    'section-ended': says<Pointer>(notRcu),
    'no-section': says<Pointer>(notRcu),
    global: says<Arg & Callee>(untrustedArgument),
    iterator: says<Callee>(({ function: callee }, version) =>
      since(version, RCU_PROTECTION_SINCE)
        ? `kernel func ${callee} requires RCU critical section protection`
        : `expected an RCU CS when using ${callee}`,
    ),
    'iterator-ended': says<Callee>(({ function: callee }) => `expected an RCU CS when using ${callee}`),
  },
});
