/* The mask is passed on to another global function. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

__noinline int inner_of(struct bpf_cpumask *m, int cpu)
{
	if (!m)
		return -1;
	return bpf_cpumask_test_cpu(cpu, (const struct cpumask *)m);
}

__noinline int outer_of(struct bpf_cpumask *m)
{
	if (!m)
		return -1;
	return inner_of(m, 1) + inner_of(m, 2);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	int n;

	if (!m)
		return 0;
	n = outer_of(m);
	bpf_cpumask_release(m);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
