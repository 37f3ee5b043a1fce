// fix: Pass 'copy' (safe)
// fix: Change a copy of 'task->cpus_ptr'
/* The copy is there, and the original is changed. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *copy = bpf_cpumask_create();

	if (!copy)
		return 0;
	bpf_cpumask_copy(copy, task->cpus_ptr);
	bpf_cpumask_clear_cpu(0, copy);
	bpf_cpumask_release(copy);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
