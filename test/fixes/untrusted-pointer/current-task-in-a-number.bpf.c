/* The current task as a number in a variable, one of two that may be read. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u64 seen;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u64 current = bpf_get_current_task();
	struct task_struct *one = clone_flags ? (void *)current : task;

	seen = one->pid;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
