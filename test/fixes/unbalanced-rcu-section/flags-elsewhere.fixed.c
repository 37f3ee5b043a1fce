// fix: Use a local variable, 'unsigned long irq_flags'
/* The flags are a global. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_local_irq_restore(unsigned long *flags) __ksym;
void bpf_local_irq_save(unsigned long *flags) __ksym;

static unsigned long flags;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	unsigned long irq_flags;

	bpf_local_irq_save(&irq_flags);
	bpf_printk("%d", task->pid);
	bpf_local_irq_restore(&irq_flags);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
