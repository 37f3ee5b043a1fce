/* What is held is not the same on each path that comes here. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *extra = NULL, *mask;

	if (clone_flags & 1) {
		extra = bpf_cpumask_create();
		if (!extra)
			return 0;
	}
	mask = bpf_cpumask_create();
	bpf_cpumask_copy(mask, task->cpus_ptr);
	if (extra)
		bpf_cpumask_and(mask, (const struct cpumask *)mask, (const struct cpumask *)extra);
	bpf_cpumask_release(mask);
	if (extra)
		bpf_cpumask_release(extra);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
