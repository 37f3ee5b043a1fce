/* A weak function is meant to be replaced: it stays global. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* May be replaced with freplace. */
__weak int score(struct task_struct *p, u32 weight)
{
	return p ? p->pid + weight : 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return score(task, 3);
}

char LICENSE[] SEC("license") = "GPL";
