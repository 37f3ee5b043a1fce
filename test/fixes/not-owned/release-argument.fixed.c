// fix: Remove this release: the program does not own 'task' (safe)
/* The program's argument. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    if (task->pid > 100) {
        return 1;
    }
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
