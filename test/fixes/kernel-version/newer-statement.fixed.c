// fix: Call scx_bpf_reenqueue_local___v2() only where the kernel has it
/* A function of a newer kernel that returns nothing. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void scx_bpf_reenqueue_local___v2(void) __ksym __weak;

#ifndef bpf_ksym_exists
#define bpf_ksym_exists(sym) (!!sym)
#endif

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	if (task->pid == 1) {
		if (bpf_ksym_exists(scx_bpf_reenqueue_local___v2)) /* hand them out again */
			scx_bpf_reenqueue_local___v2();
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
