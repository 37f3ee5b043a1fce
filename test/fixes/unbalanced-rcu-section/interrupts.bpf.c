/* Interrupts stay disabled. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_local_irq_restore(unsigned long *flags) __ksym;
void bpf_local_irq_save(unsigned long *flags) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	unsigned long flags;

	bpf_local_irq_save(&flags);
	if (task->nr_cpus_allowed == 1)
		goto out;
	bpf_local_irq_restore(&flags);
out:
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
