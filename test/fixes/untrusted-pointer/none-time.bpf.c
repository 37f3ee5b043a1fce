/* This number is no address. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u64 n = bpf_ktime_get_ns();

	return *(int *)n;
}

char LICENSE[] SEC("license") = "GPL";
