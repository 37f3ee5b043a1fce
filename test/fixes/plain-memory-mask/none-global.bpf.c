/* Who would fill the slot is not said. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

struct bpf_cpumask isolated;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_cpumask_set_cpu(3, &isolated);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
