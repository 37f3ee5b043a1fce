/* A global function returns nothing. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u64 forks;

__noinline void count(u64 by)
{
	forks += by;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	count(1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
