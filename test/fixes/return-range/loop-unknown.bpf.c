/* A callback returns what a global holds. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 limit;
u64 rounds;

static int count(u32 i, void *ctx)
{
	rounds++;
	return limit;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_loop(16, count, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
