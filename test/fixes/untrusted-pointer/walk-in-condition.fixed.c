// fix: Look 'peer' up with bpf_task_from_pid()
/* And in a condition. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    struct task_struct *peer = task->last_wakee;
    struct task_struct *found;
    bool answer = false;

    found = bpf_task_from_pid(peer->pid);
    if (found) {
        answer = bpf_cpumask_empty(&found->cpus_mask);
        bpf_task_release(found);
    }
    if (answer) {
        bpf_printk("runs nowhere");
    }
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
