/** Fault unbalanced-rcu-section (kernel/bpf/verifier.c, check_resource_leak, process_spin_lock, process_irq_flag). */

import { NESTED_RCU_SINCE } from '../changes.ts';
import { type Arg, type Callee, error, says } from '../fault-record.ts';
import { atExit, since } from '../fault-texts.ts';

/** What is open, by the function that opens it. */
export type Section =
  | 'bpf_rcu_read_lock'
  | 'bpf_preempt_disable'
  | 'bpf_local_irq_save'
  | 'bpf_spin_lock'
  | 'bpf_res_spin_lock';

/** How an interrupt flag was saved. */
type FlagClass = 'native' | 'lock';

/** The kernel names all spin locks alike, and what is missing before it had one text for all. */
const REGION: Readonly<Record<Section, readonly [opener: string, missing: string]>> = {
  bpf_rcu_read_lock: ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock'],
  bpf_preempt_disable: ['bpf_preempt_disable', '1 bpf_preempt_enable'],
  bpf_local_irq_save: ['bpf_local_irq_save', 'bpf_local_irq_restore'],
  bpf_spin_lock: ['bpf_spin_lock', 'bpf_spin_unlock'],
  bpf_res_spin_lock: ['bpf_spin_lock', 'bpf_spin_unlock'],
};

/** The verifier names the kind of lock, not the function. */
const unlocker = ({ function: callee }: Callee) =>
  /res_/.test(callee) ? 'bpf_res_spin_unlock' : 'bpf_spin_unlock';

export const unbalancedRcuSection = error({
  id: 'unbalanced-rcu-section',
  title: 'An RCU section, lock or disabled preemption is not ended exactly once on every path',
  rules: ['RC-1..5'],
  kinds: {
    'exit-locked': says<{ readonly section: Section }>(({ section }, version) => {
      const [opener, missing] = REGION[section];
      return atExit(`cannot be used inside ${opener}-ed region`, `${missing} is missing`, version);
    }),
    nested: says<Callee>((_, version) =>
      since(version, NESTED_RCU_SINCE) ? '' : 'nested rcu read lock (kernel function bpf_rcu_read_lock)',
    ),
    unmatched: says<Callee>('unmatched rcu read unlock (kernel function bpf_rcu_read_unlock)'),
    'unmatched-preempt': says<Callee>(
      'unmatched attempt to enable preemption (kernel function bpf_preempt_enable)',
    ),
    'unmatched-lock': says<Callee>((data) => `${unlocker(data)} without taking a lock`),
    'unlock-of-another': says<Callee>((data) => `${unlocker(data)} of different lock`),
    'unlock-order': says<Callee>((data) => `${unlocker(data)} cannot be out of order`),
    'locked-again': says<Callee>('Acquiring the same lock again, AA deadlock detected'),
    'irq-flag-elsewhere': says<Arg & Callee>(({ arg }) => `arg#${arg} doesn't point to an irq flag on stack`),
    'irq-flag-in-use': says<Arg & Callee>(({ arg }) => `expected uninitialized irq flag as arg#${arg}`),
    'irq-flag-unset': says<Arg & Callee>(({ arg }) => `expected an initialized irq flag as arg#${arg}`),
    'irq-flag-class': says<Callee & { readonly saved: FlagClass; readonly restored: FlagClass }>(
      ({ saved, restored }) =>
        `irq flag acquired by ${saved} kfuncs cannot be restored with ${restored} kfuncs`,
    ),
    'irq-order': says<Callee>('cannot restore irq state out of order, expected id=N acquired at insn_idx=N'),
    throw: says<{ readonly section: Section }>(
      ({ section }) => `bpf_throw cannot be used inside ${REGION[section][0]}-ed region`,
    ),
    'tail-call': says('tail_call cannot be used inside bpf_rcu_read_lock-ed region'),
  },
  onlyRuns: {
    'second-lock': says<Callee>('Locking two bpf_spin_locks are not allowed'),
  },
});
