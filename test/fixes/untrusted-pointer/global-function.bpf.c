/* A global function that needs a trusted task. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

#ifndef __arg_trusted
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#endif

__noinline int pid_of(struct task_struct *task __arg_trusted)
{
	return task->pid;
}

SEC("syscall")
int run(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	int pid;

	pid = pid_of(task->last_wakee);
	return pid;
}

char LICENSE[] SEC("license") = "GPL";
