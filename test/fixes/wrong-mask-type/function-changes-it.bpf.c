/* A helper that changes what it is given. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

static void add_cpu(const struct cpumask *cpus, u32 cpu)
{
	bpf_cpumask_set_cpu(cpu, (struct bpf_cpumask *)cpus);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	add_cpu(task->cpus_ptr, 3);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
