/* The helper uses what its caller reads. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

static u32 weigh(const struct cpumask *mask, u32 most)
{
	u32 n = bpf_cpumask_weight(mask);

	return n < most ? n : most;
}

SEC("syscall")
int ask(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	u32 n;

	n = weigh(task->cpus_ptr, 8);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
