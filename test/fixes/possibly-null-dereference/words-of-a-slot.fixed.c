// fix: Copy 'allowed' into a variable, and return 0 if that is NULL (safe)
/* A slot that is read where it is used. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>



#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask;

	mask = allowed;
	if (!mask)
		return 0;
	return mask->cpumask.bits[0] & 1;
}

char LICENSE[] SEC("license") = "GPL";
