/* The function is declared above its callers. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;

int first_of(struct bpf_cpumask *mask);

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	int cpu;

	if (!mask)
		return 0;
	cpu = first_of(mask);
	bpf_cpumask_release(mask);
	return cpu;
}

__noinline int first_of(struct bpf_cpumask *mask)
{
	return mask ? (int)bpf_cpumask_first((const struct cpumask *)mask) : -1;
}

char LICENSE[] SEC("license") = "GPL";
