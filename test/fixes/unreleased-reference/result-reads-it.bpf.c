/* What is returned is computed from the mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *a, const struct cpumask *b) __ksym;

static bool overlap(const struct cpumask *a, const struct cpumask *b)
{
	struct bpf_cpumask *both = bpf_cpumask_create();

	if (!both)
		return false;
	return bpf_cpumask_and(both, a, b);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return overlap(task->cpus_ptr, task->cpus_ptr);
}

char LICENSE[] SEC("license") = "GPL";
