/** Rule unbalanced-rcu-section: see `docs` below. */
import type { Section } from '../../bpf/kernel/faults/unbalanced-rcu-section.ts';
import { unbalancedFixes } from './fix/sections/unbalanced.ts';
import { callee, defineRule, program } from './rule.ts';

/** What is open, and what closes it. */
const OPEN: Readonly<Record<Section, readonly [open: string, close: string]>> = {
  bpf_rcu_read_lock: ['inside an RCU section', 'bpf_rcu_read_unlock()'],
  bpf_preempt_disable: ['with preemption disabled', 'bpf_preempt_enable()'],
  bpf_local_irq_save: ['with interrupts disabled', 'bpf_local_irq_restore()'],
  bpf_spin_lock: ['holding the spin lock', 'bpf_spin_unlock()'],
  bpf_res_spin_lock: ['holding the resilient spin lock', 'bpf_res_spin_unlock()'],
};

function atExit({ data }: { readonly data: { readonly section: Section } }): string {
  const [open, close] = OPEN[data.section];
  return `The program ends ${open} on this path. Call ${close} before every exit.`;
}

export const rule = defineRule({
  id: 'unbalanced-rcu-section',
  messages: {
    'exit-locked': atExit,
    nested: () =>
      'An RCU section is already open, and kernels before 6.19 do not nest them. Remove the inner lock and unlock, or end the outer section first.',
    unmatched: () =>
      'bpf_rcu_read_unlock() is called without bpf_rcu_read_lock() on this path. Lock and unlock in the same function, on the same paths.',
    'unmatched-preempt': () =>
      'bpf_preempt_enable() is called while preemption is already enabled. Disable and enable it on the same paths.',
    'unmatched-lock': (f) =>
      `${callee(f)} is called on a path that holds no lock. Lock and unlock in the same function, on the same paths.`,
    'unlock-of-another': (f) =>
      `${callee(f)} releases a lock other than the one held. Keep the pointer that was locked: a second lookup of the element counts as another lock.`,
    'unlock-order': (f) =>
      `${callee(f)} releases a lock while a later one is still held. Release locks in reverse order.`,
    'locked-again': (f) => `${callee(f)} takes a lock that is already held. Unlock it first.`,
    'irq-flag-elsewhere': (f) =>
      `${callee(f)} needs its flags in a local variable. Declare unsigned long flags in this function.`,
    'irq-flag-in-use': (f) =>
      `${callee(f)} would overwrite flags that are yet to be restored. Use a separate variable for each.`,
    'irq-flag-unset': (f) =>
      `${callee(f)} is passed flags that were not saved on this path, or were overwritten since. Pass the variable as it was saved.`,
    'irq-flag-class': (f) =>
      f.data.saved === 'lock'
        ? 'These flags were saved by bpf_res_spin_lock_irqsave(). Restore them with bpf_res_spin_unlock_irqrestore().'
        : 'These flags were saved by bpf_local_irq_save(). Restore them with bpf_local_irq_restore().',
    'irq-order': (f) =>
      `${callee(f)} restores flags before later ones are restored. Restore in reverse order.`,
    throw: (f) => {
      const [open, close] = OPEN[f.data.section];
      return `bpf_throw() leaves the program ${open}. Call ${close} first.`;
    },
    'tail-call': () =>
      'The tail call leaves the program inside an RCU section. Call bpf_rcu_read_unlock() first.',
  },
  fixes: unbalancedFixes,
  docs: `Every path has to close what it opened, exactly once: \`bpf_rcu_read_lock()\` with
\`bpf_rcu_read_unlock()\`, \`bpf_preempt_disable()\` with \`bpf_preempt_enable()\`,
\`bpf_spin_lock()\` with \`bpf_spin_unlock()\`. An early \`return\` or \`continue\` between the
two is the usual cause; one \`goto unlock\`, \`guard(rcu)()\` or \`scoped_guard(rcu)\` fixes
it.

- A static function may lock or unlock for its caller. A global function and a callback
  are verified on their own and may not.
- Locks are released, and interrupts restored, in reverse order, each through the same
  variable that was locked or saved.
- Nested RCU sections are rejected up to 6.18 and accepted since 6.19.
- Up to 6.12 the messages read \`bpf_rcu_read_unlock is missing\` and the like.`,
  examples: [
    {
      bad: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int reset_allowed(void *ctx)
{
	struct bpf_cpumask *mask;

	bpf_rcu_read_lock();
	mask = allowed;
	if (!mask)
		return 0;	/* still locked */
	bpf_cpumask_setall(mask);
	bpf_rcu_read_unlock();
	return 0;
}`),
      good: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int reset_allowed(void *ctx)
{
	struct bpf_cpumask *mask;

	bpf_rcu_read_lock();
	mask = allowed;
	if (mask)
		bpf_cpumask_setall(mask);
	bpf_rcu_read_unlock();
	return 0;
}`),
    },
  ],
});
