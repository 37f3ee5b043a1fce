// fix: Release 'mask' before this return (safe)
/* The callee left it in a variable of the caller. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

static int make(struct bpf_cpumask **out, const struct cpumask *src)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return -12;
	bpf_cpumask_copy(mask, src);
	*out = mask;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = NULL;

	if (make(&mask, task->cpus_ptr))
		return 1;
	if (clone_flags & 0x100) {
		bpf_cpumask_release(mask);
		return 1;
	}
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
