// fix: Look 'task->last_wakee' up with bpf_task_from_pid()
/* The same in a return. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *found;
	int ret;

	if (clone_flags & 1)
		return -22;
	found = bpf_task_from_pid(task->last_wakee->pid);
	if (!found)
		return -22;
	ret = bpf_cpumask_test_cpu(1, found->cpus_ptr);
	bpf_task_release(found);
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
