// fix: Call scx_bpf_dsq_peek() only where the kernel has it
/* A function of a newer kernel that may return NULL. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *scx_bpf_dsq_peek(u64 dsq_id) __ksym __weak;

#ifndef bpf_ksym_exists
#define bpf_ksym_exists(sym) (!!sym)
#endif

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *first = bpf_ksym_exists(scx_bpf_dsq_peek) ? scx_bpf_dsq_peek(clone_flags) : NULL;

	return first ? first->pid : 0;
}

char LICENSE[] SEC("license") = "GPL";
