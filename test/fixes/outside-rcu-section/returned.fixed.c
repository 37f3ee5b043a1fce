// fix: Hold an RCU section around this statement (safe)
/* What is returned is computed from it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

SEC("syscall")
int narrow(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	int ret;

	if (task->nr_cpus_allowed > 1) {
		bpf_rcu_read_lock();
		ret = bpf_cpumask_weight(task->cpus_ptr);
		bpf_rcu_read_unlock();
		return ret;
	}
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
