/* In a function that returns nothing. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

static void look_at(struct task_struct *task)
{
	struct bpf_cpumask mask = {};

	bpf_cpumask_copy(&mask, task->cpus_ptr);
	bpf_cpumask_clear_cpu(0, &mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	look_at(task);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
