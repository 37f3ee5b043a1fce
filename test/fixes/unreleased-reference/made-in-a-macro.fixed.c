// fix: Release 'mask' whenever it is not NULL (safe)
/* A macro makes the mask, and what says whether to release it is read once more. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;


#define MAKE(mask) do { (mask) = bpf_cpumask_create(); if (!(mask)) return 0; } while (0)

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = NULL;

	if (task->flags & 1) {
		MAKE(mask);
		bpf_cpumask_copy(mask, task->cpus_ptr);
	}
	bpf_printk("%d", task->pid);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
