// fix: Create 'mask' with bpf_cpumask_create()
/* Without a value of its own. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    struct bpf_cpumask *mask = bpf_cpumask_create();
    int ret;

    if (!mask) {
        return 0;
    }

    bpf_cpumask_copy(mask, task->cpus_ptr);
    if (clone_flags & 1) {
        ret = bpf_cpumask_first((const struct cpumask *)mask);
        bpf_cpumask_release(mask);
        return ret;
    }
    bpf_cpumask_release(mask);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
