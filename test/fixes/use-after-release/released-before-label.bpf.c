/* The error path releases, and so does the label that it jumps to. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    struct bpf_cpumask *mask = bpf_cpumask_create();
    int err = 0;

    if (!mask)
        return -12;
    bpf_cpumask_copy(mask, task->cpus_ptr);
    if (bpf_cpumask_empty((const struct cpumask *)mask)) {
        bpf_cpumask_release(mask);
        err = -22;
        goto out;
    }
    bpf_cpumask_clear_cpu(0, mask);
out:
    bpf_cpumask_release(mask);
    return err;
}

char LICENSE[] SEC("license") = "GPL";
