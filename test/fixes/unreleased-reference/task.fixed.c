// fix: Release 'parent' before this return (safe)
/* A task that was looked up. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *parent = bpf_task_from_pid(task->tgid);

	if (!parent)
		return 0;
	if (parent->pid == 1) {
		bpf_task_release(parent);
		return 1;
	}
	bpf_task_release(parent);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
