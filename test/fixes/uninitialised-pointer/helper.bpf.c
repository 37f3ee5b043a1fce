/* In a function of the file that returns an error elsewhere. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;

#define EINVAL 22

static int pick(struct task_struct *task, u64 how)
{
	const struct cpumask *mask;

	if (how > 10)
		return -EINVAL;
	if (how > 3)
		mask = task->cpus_ptr;
	return bpf_cpumask_first(mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return pick(task, clone_flags) > 0;
}

char LICENSE[] SEC("license") = "GPL";
