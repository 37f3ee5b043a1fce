// fix: Change a copy of '&task->cpus_mask'
/* The mask in a task, with a result. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_and_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    bool was = false;
    struct bpf_cpumask *mask;

    mask = bpf_cpumask_create();
    if (mask) {
        bpf_cpumask_copy(mask, &task->cpus_mask);
        was = bpf_cpumask_test_and_set_cpu(1, mask);
        bpf_cpumask_release(mask);
    }
    return was;
}

char LICENSE[] SEC("license") = "GPL";
