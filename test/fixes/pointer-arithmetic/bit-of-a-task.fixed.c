// fix: Test the bit of 'mask' with bpf_cpumask_test_cpu() (safe)
/* The mask of a task is shifted and tested, as a kernel header would. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

static bool allowed_on(const struct cpumask *mask, u32 cpu)
{
	return bpf_cpumask_test_cpu(cpu, mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return allowed_on(task->cpus_ptr, task->pid & 127);
}

char LICENSE[] SEC("license") = "GPL";
