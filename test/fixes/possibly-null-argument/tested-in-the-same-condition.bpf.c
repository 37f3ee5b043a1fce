/* A condition tests the second mask behind the operand that uses it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *primary;
private(MASKS) static struct bpf_cpumask __kptr *backup;

static inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *first = primary, *second = backup;

	if (!first || !bpf_cpumask_intersects(cast_mask(first), cast_mask(second)) || !second)
		return 1;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
