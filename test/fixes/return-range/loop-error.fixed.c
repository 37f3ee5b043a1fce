// fix: Return 1 instead of -22 (safe)
/* A callback stops the loop with an error code. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u64 rounds;

static int count(u32 i, void *ctx)
{
	rounds++;
	if (i > 7)
		return 1;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_loop(16, count, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
