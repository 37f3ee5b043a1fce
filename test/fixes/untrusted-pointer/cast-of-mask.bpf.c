/* The cast takes the trust away. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void *bpf_rdonly_cast(const void *obj__ign, u32 btf_id__k) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#include <bpf/bpf_core_read.h>

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	const struct cpumask *cpus;

	cpus = bpf_rdonly_cast(task->cpus_ptr, bpf_core_type_id_kernel(struct cpumask));
	return bpf_cpumask_weight(cpus);
}

char LICENSE[] SEC("license") = "GPL";
