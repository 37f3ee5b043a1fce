// fix: Move bpf_cpumask_release() after the last use of 'mask' (safe)
/* Between the release and the last use there is an exit. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask;
	int n;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	if (bpf_cpumask_test_cpu(0, (const struct cpumask *)mask)) {
		bpf_cpumask_release(mask);
		return 1;
	}
	n = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
