// fix: Move bpf_cpumask_release() after the last use of 'mask' (safe)
/* The value that is returned is read from the mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	int ret;

	if (!mask)
		return -12;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	ret = bpf_cpumask_first((const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
