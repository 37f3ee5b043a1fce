/* What is returned is computed from it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("syscall")
int narrow(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (task->nr_cpus_allowed > 1)
		return bpf_cpumask_weight(task->cpus_ptr);
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
