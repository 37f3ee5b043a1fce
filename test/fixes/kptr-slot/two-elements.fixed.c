// fix: Choose among 2 constant indices by 'half' (safe)
/* One of two, four spaces. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(LAYERS) static struct bpf_cpumask __kptr *halves[2];

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    u32 half = task->pid & 1;
    struct bpf_cpumask *old;

    if (half) {
        old = bpf_kptr_xchg(&halves[1], NULL);
    } else {
        old = bpf_kptr_xchg(&halves[0], NULL);
    }

    if (old != NULL) {
        bpf_cpumask_release(old);
    }
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
