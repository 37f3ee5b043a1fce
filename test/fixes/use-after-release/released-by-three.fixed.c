// fix: Remove the first release of 'mask', and in 1 more place (safe)
/* Each mistake hides the next one. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

static __noinline u32 finish(struct bpf_cpumask *mask)
{
	u32 n = bpf_cpumask_weight((const struct cpumask *)mask);

	bpf_cpumask_release(mask);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 n;

	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	n = finish(mask);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
