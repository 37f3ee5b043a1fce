// fix: Return 0 instead of task->pid
/* An iterator returns what it found. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("iter/task")
int each_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (!task)
		return 0;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
