// fix: Call bpf_task_release() instead of bpf_cpumask_release() (safe)
/* And a task to the one that releases masks. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *leader = bpf_task_from_pid(task->tgid);

	if (leader)
		bpf_task_release(leader);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
