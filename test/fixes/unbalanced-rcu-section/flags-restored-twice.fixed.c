// fix: Remove this bpf_local_irq_restore(): nothing is open here (safe)
/* The same flags are restored a second time. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_local_irq_restore(unsigned long *flags) __ksym;
void bpf_local_irq_save(unsigned long *flags) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	unsigned long irq_flags;

	bpf_local_irq_save(&irq_flags);
	bpf_printk("%d", task->pid);
	bpf_local_irq_restore(&irq_flags);
	bpf_printk("%llu", clone_flags);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
