/* Nobody says that this process still exists; declared and used at once. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *leader = bpf_task_from_pid(task->tgid);
	u32 cpus = leader->nr_cpus_allowed;

	bpf_task_release(leader);
	return cpus > 1;
}

char LICENSE[] SEC("license") = "GPL";
