/** Spin locks: which function works on which, and what may run while one is held. */
import type { KernelFunction } from './types.ts';

/** bpf_spin_lock; bpf_res_spin_lock, which can fail; the same with interrupts off. */
export type LockKind = 'spin' | 'res' | 'res-irq';

/** Of functions that take or release a lock: its kind. */
export function lockKind(fn: KernelFunction): LockKind | undefined {
  return KINDS[fn.name];
}

const KINDS: Readonly<Record<string, LockKind>> = {
  bpf_spin_lock: 'spin',
  bpf_spin_unlock: 'spin',
  bpf_res_spin_lock: 'res',
  bpf_res_spin_unlock: 'res',
  bpf_res_spin_lock_irqsave: 'res-irq',
  bpf_res_spin_unlock_irqrestore: 'res-irq',
};

/** Whether a function may be called while a spin lock is held (kernel/bpf/verifier.c, kfunc_spin_allowed). */
export function runsUnderLock(fn: KernelFunction): boolean {
  return UNDER_LOCK.test(fn.name);
}

const UNDER_LOCK =
  /^(bpf_spin_unlock|bpf_res_spin_|bpf_list_|bpf_rbtree_|bpf_iter_num_|bpf_refcount_acquire)/;

/** What closes a section, lock or stretch without interrupts, by what opens it; both take the same arguments. */
const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock'],
  ['bpf_preempt_disable', 'bpf_preempt_enable'],
  ['bpf_local_irq_save', 'bpf_local_irq_restore'],
  ['bpf_spin_lock', 'bpf_spin_unlock'],
  ['bpf_res_spin_lock', 'bpf_res_spin_unlock'],
  ['bpf_res_spin_lock_irqsave', 'bpf_res_spin_unlock_irqrestore'],
]);

export function closerOf(opener: string): string | undefined {
  return CLOSERS.get(opener);
}

export function openerOf(closer: string): string | undefined {
  return [...CLOSERS].find(([, close]) => close === closer)?.[0];
}
