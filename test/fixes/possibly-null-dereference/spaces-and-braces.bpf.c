/* Indented by blanks, with braces and comparisons; the error is what the function returns elsewhere. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

struct usage {
    u64 runs;
    u64 sleeps;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 64);
    __type(key, u32);
    __type(value, struct usage);
} usages SEC(".maps");

#define ENOENT 2
#define EINVAL 22

static int touch(u32 key, u64 by)
{
    struct usage *usage;

    if (by == 0) {
        return -EINVAL;
    }

    usage = bpf_map_lookup_elem(&usages, &key);
    usage->runs += by;
    return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    struct task_struct *leader = bpf_task_from_pid(task->tgid);

    if (leader == NULL) {
        return 0;
    }
    bpf_task_release(leader);
    return touch(task->pid, clone_flags);
}

char LICENSE[] SEC("license") = "GPL";
