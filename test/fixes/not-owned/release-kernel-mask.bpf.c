/* The kernel's own mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	const struct cpumask *cpus = task->cpus_ptr;
	u32 cpu = bpf_cpumask_first(cpus);

	bpf_cpumask_release((struct bpf_cpumask *)cpus);
	return cpu;
}

char LICENSE[] SEC("license") = "GPL";
