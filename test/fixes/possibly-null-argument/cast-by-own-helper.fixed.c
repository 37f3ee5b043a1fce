// fix: Test 'mask' before it is used, and return 0 if it is NULL (safe)
// fix: Call bpf_cpumask_weight() only if 'mask' is not NULL
/* The helper that casts has a name that does not say so. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *big;
private(MASKS) static struct bpf_cpumask __kptr *turbo;

u64 sum;
u32 mode;

static inline const struct cpumask *ro(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask, *fast = turbo;

	if (!fast)
		return 0;
	mask = mode ? big : fast;
	if (!mask)
		return 0;
	sum += bpf_cpumask_weight(ro(mask));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
