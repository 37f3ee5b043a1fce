// fix: Pass CPU (cpu & 63) + 64 and 'mask' itself
// fix: Pass 'mask' itself
/* The word is counted as u64, the bit in it as a CPU. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 cpu = bpf_get_smp_processor_id();
	struct bpf_cpumask *mask = allowed;

	if (!mask)
		return 0;
	bpf_cpumask_clear_cpu((cpu & 63) + 64, mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
