// fix: Take the mask out of 'current_mask' with bpf_kptr_xchg()
/* The reference moves on to another slot: the mask has to be taken out. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *current_mask;
private(MASKS) static struct bpf_cpumask __kptr *last_mask;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_kptr_xchg(&current_mask, NULL);

	if (!mask)
		return 0;
	mask = bpf_kptr_xchg(&last_mask, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
