/* The file has a function for it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

static void put_mask(struct bpf_cpumask *mask)
{
	if (mask)
		bpf_cpumask_release(mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	if (clone_flags & 1)
		return 1;
	bpf_cpumask_setall(mask);
	put_mask(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
