/* Preemption stays disabled. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
void bpf_preempt_disable(void) __ksym;
void bpf_preempt_enable(void) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_preempt_disable();
	if (bpf_cpumask_empty(task->cpus_ptr))
		return 1;
	bpf_preempt_enable();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
