// fix: Test 'mask' after bpf_cpumask_create(), and return 0 if it is NULL (safe)
// fix: Use 'mask' only if it is not NULL
/* A variable that cleans up after itself is not released once more. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

static inline void release_mask(struct bpf_cpumask **mask)
{
	if (*mask)
		bpf_cpumask_release(*mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *own __attribute__((cleanup(release_mask))) = bpf_cpumask_create();
	struct bpf_cpumask *mask;

	if (!own)
		return 0;
	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	bpf_cpumask_copy(own, (const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
