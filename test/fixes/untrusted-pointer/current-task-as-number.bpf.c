/* The helper returns a number. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *me = (struct task_struct *)bpf_get_current_task();

	return bpf_cpumask_weight(me->cpus_ptr);
}

char LICENSE[] SEC("license") = "GPL";
