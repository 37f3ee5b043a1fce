// fix: Set 'mask' to NULL where it is declared, and return 0 if it still is (safe)
/* No case for the rest. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	const struct cpumask *mask = NULL;

	switch (clone_flags & 3) {
	case 0:
		mask = task->cpus_ptr;
		break;
	case 1:
		mask = &task->cpus_mask;
		break;
	}
	if (!mask)
		return 0;
	return bpf_cpumask_weight(mask) > 1;
}

char LICENSE[] SEC("license") = "GPL";
