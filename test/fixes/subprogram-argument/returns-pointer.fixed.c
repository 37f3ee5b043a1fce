// fix: Make mask_for() static (safe)
/* A global function hands out a pointer. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *big;
private(MASKS) static struct bpf_cpumask __kptr *little;

static __noinline struct bpf_cpumask *mask_for(int pid)
{
	return pid & 1 ? big : little;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return mask_for(task->pid) != NULL;
}

char LICENSE[] SEC("license") = "GPL";
