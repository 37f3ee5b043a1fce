/* Read before a section, used in it and after it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	const struct cpumask *mask;
	u32 n;

	mask = task->cpus_ptr;
	bpf_rcu_read_lock();
	n = bpf_cpumask_weight(mask);
	bpf_rcu_read_unlock();
	n += bpf_cpumask_first(mask);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
