// fix: Set 'own' to NULL where it is declared, and return 0 if it still is (safe)
// fix: Set 'own' to NULL where it is declared, and use it only if it is not NULL
/* Indented by blanks, with braces and comparisons, one of several in a declaration. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    struct bpf_cpumask *all = bpf_cpumask_create(), *own = NULL;

    if (all == NULL) {
        return 0;
    }
    bpf_cpumask_setall(all);
    if (clone_flags & 2) {
        own = bpf_cpumask_create();
        if (own == NULL) {
            bpf_cpumask_release(all);
            return 0;
        }
    }
    if (own == NULL) {
        bpf_cpumask_release(all);
        return 0;
    }
    bpf_cpumask_copy(own, (const struct cpumask *)all);
    bpf_cpumask_release(own);
    bpf_cpumask_release(all);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
