// fix: Look 'task->parent' up with bpf_task_from_pid()
// fix: Read 'real_parent' instead of 'parent'
/* The field that the verifier trusts has another name. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 n = 0;
	struct task_struct *found;

	found = bpf_task_from_pid(task->parent->pid);
	if (found) {
		n += bpf_cpumask_weight(found->cpus_ptr);
		bpf_task_release(found);
	}
	return n;
}

char LICENSE[] SEC("license") = "GPL";
