// fix: Make it a SEC("iter.s/task") program
/* A program that walks tasks can be one that sleeps. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

char name[16];

u64 seen;

SEC("iter.s/task")
int read_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (!task)
		return 0;
	if (bpf_copy_from_user_task(name, sizeof(name), (const void *)4096, task, 0))
		return 0;
	seen += name[0];
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
