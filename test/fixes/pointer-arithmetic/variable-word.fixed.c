// fix: Pass CPU 3 + (task->pid & 8) * 8 and 'mask' itself
// fix: Pass 'mask' itself
/* The word is chosen at run time. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = allowed;

	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(3 + (task->pid & 8) * 8, mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
