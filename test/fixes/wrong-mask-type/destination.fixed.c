// fix: Change a copy of 'task->cpus_ptr'
/* A kernel mask as destination. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

static __always_inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = allowed;
	struct bpf_cpumask *copy;
	bool answer = false;

	if (mask == NULL)
		return 0;
	copy = bpf_cpumask_create();
	if (copy != NULL) {
		answer = bpf_cpumask_and(copy, task->cpus_ptr, cast_mask(mask));
		bpf_cpumask_release(copy);
	}
	if (answer)
		bpf_printk("some are left");
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
