/* The mask that was made before is tested once more. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *first, *second;

	first = bpf_cpumask_create();
	if (!first)
		return 0;
	second = bpf_cpumask_create();
	if (!first)
		return 0;
	bpf_cpumask_copy(second, task->cpus_ptr);
	bpf_cpumask_release(second);
	bpf_cpumask_release(first);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
