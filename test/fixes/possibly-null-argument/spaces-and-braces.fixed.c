// fix: Test 'mask' after bpf_cpumask_create(), and return 0 if it is NULL
/* Indented by blanks, with braces and comparisons. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

static u32 weigh(u32 cpu)
{
    struct bpf_cpumask *mask = bpf_cpumask_create();
    u32 weight;

    if (mask == NULL) {
        return 0;
    }
    // one CPU is enough
    bpf_cpumask_set_cpu(cpu, mask);
    weight = bpf_cpumask_weight((const struct cpumask *)mask);
    bpf_cpumask_release(mask);
    return weight;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    struct bpf_cpumask *all = bpf_cpumask_create();

    if (all == NULL) {
        return 0;
    }
    bpf_cpumask_setall(all);
    bpf_cpumask_release(all);
    return weigh(2) > 1;
}

char LICENSE[] SEC("license") = "GPL";
