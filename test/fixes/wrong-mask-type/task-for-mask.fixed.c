// fix: Pass 'task->cpus_ptr' (safe)
/* The task instead of its mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return bpf_cpumask_weight(task->cpus_ptr);
}

char LICENSE[] SEC("license") = "GPL";
