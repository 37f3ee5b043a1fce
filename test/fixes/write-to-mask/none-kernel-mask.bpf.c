/* Nothing changes a mask of the kernel. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	((struct cpumask *)task->cpus_ptr)->bits[0] = 1;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
