// fix: Test 'mask' before it is used, and return 0 if it is NULL
// fix: Test 'mask' in the same condition, before it is used (safe)
/* Only one value of a conditional expression needs the mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

int mode;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = allowed;

	if (!mask)
		return 0;
	return mode ? bpf_cpumask_weight(cast_mask(mask)) : -1;
}

char LICENSE[] SEC("license") = "GPL";
