/* The cast is of a mask of the program's. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void *bpf_rdonly_cast(const void *obj__ign, u32 btf_id__k) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#include <bpf/bpf_core_read.h>

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = allowed;
	const struct cpumask *cpus;

	if (!mask)
		return 0;
	cpus = bpf_rdonly_cast(mask, bpf_core_type_id_kernel(struct cpumask));
	return bpf_cpumask_weight(cpus);
}

char LICENSE[] SEC("license") = "GPL";
