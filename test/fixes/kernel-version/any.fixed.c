// fix: Call bpf_cpumask_any_distribute() instead of bpf_cpumask_any()
// fix: Call bpf_cpumask_first() instead of bpf_cpumask_any() (safe)
/* The old name, declared weak. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym __weak;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return bpf_cpumask_any_distribute(task->cpus_ptr);
}

char LICENSE[] SEC("license") = "GPL";
