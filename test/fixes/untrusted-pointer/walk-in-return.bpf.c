/* The same in a return. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	if (clone_flags & 1)
		return -22;
	return bpf_cpumask_test_cpu(1, task->last_wakee->cpus_ptr);
}

char LICENSE[] SEC("license") = "GPL";
