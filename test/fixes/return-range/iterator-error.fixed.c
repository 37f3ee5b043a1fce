// fix: Return 0 instead of err
/* An iterator returns an error in a variable. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u64 total;
SEC("iter/task")
int dump(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	int err = 0;

	if (!task) {
		err = -2;
		return 0;
	}
	total += task->pid;
	return err;
}

char LICENSE[] SEC("license") = "GPL";
