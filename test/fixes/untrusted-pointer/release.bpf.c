/* Nobody took a reference. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	if (clone_flags & 1)
		bpf_task_release(task->last_wakee);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
