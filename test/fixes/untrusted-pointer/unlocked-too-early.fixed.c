// fix: Move bpf_rcu_read_unlock() after the last use of 'parent' (safe)
/* The section ends before the mask is read. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("syscall")
int run(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct task_struct *parent;
	u32 n;

	bpf_rcu_read_lock();
	parent = task->real_parent;
	n = bpf_cpumask_weight(parent->cpus_ptr);
	bpf_rcu_read_unlock();
	return n;
}

char LICENSE[] SEC("license") = "GPL";
