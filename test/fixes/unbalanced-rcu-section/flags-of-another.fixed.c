// fix: Restore '&flags', the flags that were saved (safe)
/* Other flags are restored than were saved. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_local_irq_restore(unsigned long *flags) __ksym;
void bpf_local_irq_save(unsigned long *flags) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	unsigned long flags, old = 0;

	bpf_local_irq_save(&flags);
	bpf_printk("%d", task->pid);
	bpf_local_irq_restore(&flags);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
