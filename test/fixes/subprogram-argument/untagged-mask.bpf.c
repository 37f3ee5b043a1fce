/* A global function takes a mask without a tag. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

__noinline int weigh(struct bpf_cpumask *mask)
{
	return mask ? (int)bpf_cpumask_weight((const struct cpumask *)mask) : 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	int n;

	if (!mask)
		return 0;
	n = weigh(mask);
	bpf_cpumask_release(mask);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
