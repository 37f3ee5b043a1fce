// fix: Return 1 instead of 2 (safe)
/* One arm of a conditional expression. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u64 rounds;

static long count(u32 i, void *ctx)
{
    rounds++;
    return i == 7 ? 1 : 0; // the last one
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
    bpf_loop(16, count, NULL, 0);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
