/* The old name, declared weak. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_any(const struct cpumask *cpumask) __ksym __weak;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return bpf_cpumask_any(task->cpus_ptr);
}

char LICENSE[] SEC("license") = "GPL";
