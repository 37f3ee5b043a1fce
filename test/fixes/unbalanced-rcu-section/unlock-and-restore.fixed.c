// fix: Unlock with bpf_res_spin_unlock() (safe)
/* Interrupts were saved apart from the lock, but are restored with it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_local_irq_save(unsigned long *flags__irq_flag) __ksym;
void bpf_local_irq_restore(unsigned long *flags__irq_flag) __ksym;

int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock) __ksym;
void bpf_res_spin_unlock_irqrestore(struct bpf_res_spin_lock *lock, unsigned long *flags__irq_flag) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(LOCK) struct bpf_res_spin_lock guard;

u64 count;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	unsigned long flags;

	bpf_local_irq_save(&flags);
	if (bpf_res_spin_lock(&guard)) {
		bpf_local_irq_restore(&flags);
		return 0;
	}
	count++;
	bpf_res_spin_unlock(&guard);
	bpf_local_irq_restore(&flags);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
