// fix: Look 'task->last_wakee' up with bpf_task_from_pid()
/* No reference comes from such a pointer: the lookup returns one. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *wakee = bpf_task_from_pid(task->last_wakee->pid);

	if (wakee)
		bpf_task_release(wakee);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
