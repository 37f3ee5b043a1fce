/* Functions of the file save and restore; the second is not called. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_local_irq_save(unsigned long *flags__irq_flag) __ksym;
void bpf_local_irq_restore(unsigned long *flags__irq_flag) __ksym;

u64 count;

static __noinline void off(unsigned long *flags)
{
	bpf_local_irq_save(flags);
}

static __noinline void on(unsigned long *flags)
{
	bpf_local_irq_restore(flags);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	unsigned long flags;

	off(&flags);
	count++;
	if (count > 3)
		on(&flags);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
