// fix: Release 'mask' before this return, with RETURN_IF() written out, and in 1 more place (safe)
/* The macro leaves the function twice while there is a mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

#define ENOMEM 12
#define EINVAL 22
#define RETURN_IF(condition, value) do { if (condition) return value; } while (0)

u32 limit;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	RETURN_IF(!mask, -ENOMEM);
	if (clone_flags == 7) {
		bpf_cpumask_release(mask);
		return -EINVAL;
	}
	bpf_cpumask_set_cpu(0, mask);
	if (limit > 8) {
		bpf_cpumask_release(mask);
		return 1;
	}
	bpf_cpumask_release(mask);
	RETURN_IF(limit > 4, 2);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
