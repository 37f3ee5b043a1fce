/* A function of a newer kernel whose result is compared. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#ifndef bpf_ksym_exists
#define bpf_ksym_exists(sym) (!!sym)
#endif

s32 __scx_bpf_select_cpu_and(struct task_struct *p, const struct cpumask *allowed, void *args) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    u64 args[2] = {};
    s32 cpu;

    if (task == NULL) {
        return 0;
    }
    if ((cpu = __scx_bpf_select_cpu_and(task, task->cpus_ptr, args)) >= 0) {
        return cpu;
    }
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
