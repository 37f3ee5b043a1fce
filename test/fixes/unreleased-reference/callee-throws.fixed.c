// fix: Release 'mask' before check_flags(), not after it (safe)
/* What is called may throw while the mask is held. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

void bpf_throw(u64 cookie) __ksym;

static __noinline int check_flags(u64 flags)
{
	if (flags > 100)
		bpf_throw(flags);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(0, mask);
	bpf_cpumask_release(mask);
	check_flags(clone_flags);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
