// fix: Call bpf_cpumask_any_and_distribute() instead of bpf_cpumask_any_and()
// fix: Call bpf_cpumask_first_and() instead of bpf_cpumask_any_and() (safe)
/* The old name of the search in two masks, and the new one is declared already. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

u32 bpf_cpumask_any_and_distribute(const struct cpumask *src1, const struct cpumask *src2) __ksym;
u32 bpf_cpumask_any_and(const struct cpumask *src1, const struct cpumask *src2) __ksym __weak;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 cpu, other;

	if (!mask)
		return 0;
	other = bpf_cpumask_any_and_distribute(task->cpus_ptr, (const struct cpumask *)mask);
	cpu = bpf_cpumask_any_and_distribute(task->cpus_ptr, (const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	return cpu + other;
}

char LICENSE[] SEC("license") = "GPL";
