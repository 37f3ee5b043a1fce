// fix: Move bpf_task_release() after the last use of 'leader' (safe)
/* The mask of a task lives as long as the reference to the task. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *leader = bpf_task_from_pid(task->tgid);
	int ret;

	if (!leader)
		return 0;
	ret = bpf_cpumask_first(leader->cpus_ptr);
	bpf_task_release(leader);
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
