// fix: Remove this release: the program does not own 'task->last_wakee' (safe)
/* Nobody took a reference. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
