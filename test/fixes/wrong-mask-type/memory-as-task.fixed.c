// fix: Pass 'task'
/* Memory of the program stands for a task. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *own;
	long local = 0;

	own = bpf_task_acquire(task);
	if (own)
		bpf_task_release(own);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
