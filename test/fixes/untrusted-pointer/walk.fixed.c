// fix: Look 'task->last_wakee' up with bpf_task_from_pid()
/* One step too far: the task is looked up. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	int seen = 0;
	struct task_struct *found;

	if (clone_flags & 1) {
		found = bpf_task_from_pid(task->last_wakee->pid);
		if (found) {
			seen = bpf_cpumask_test_cpu(1, found->cpus_ptr);
			bpf_task_release(found);
		}
	}
	return seen;
}

char LICENSE[] SEC("license") = "GPL";
