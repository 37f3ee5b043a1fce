// fix: Release 'mask' before this return, with NEED() written out (safe)
/* The macro leaves the function: only this use of it holds a mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

#define ENOMEM 12
#define EINVAL 22
#define NEED(condition)                                                                            \
	do {                                                                                       \
		if (!(condition))                                                                  \
			return -EINVAL;                                                            \
	} while (0)

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask;

	NEED(clone_flags != 5);
	mask = bpf_cpumask_create();
	if (!mask)
		return -ENOMEM;
	if (!(clone_flags != 7)) {
		bpf_cpumask_release(mask);
		return -EINVAL;
	}
	bpf_cpumask_set_cpu(0, mask);
	bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
