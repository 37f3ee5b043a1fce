/* A cast makes no object of the program's. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    struct bpf_cpumask *mask = bpf_cpumask_acquire((struct bpf_cpumask *)task->cpus_ptr);
    u32 cpu = bpf_get_smp_processor_id();

    bpf_cpumask_set_cpu(cpu, mask);
    bpf_cpumask_release(mask);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
