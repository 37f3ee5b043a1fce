// kernel 6.8
// The queries that the later edition lists.
#include <vmlinux.h>
#include <asm-generic/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_first_zero(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_first_and(const struct cpumask *src1, const struct cpumask *src2) __ksym;
u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;
u32 bpf_cpumask_any_and_distribute(const struct cpumask *src1, const struct cpumask *src2) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
bool bpf_cpumask_subset(const struct cpumask *src1, const struct cpumask *src2) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(query_masks, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	const struct cpumask *read = (const struct cpumask *)mask;
	u32 sum;

	if (!mask)
		return -ENOMEM;
	bpf_cpumask_set_cpu(1, mask);
	bpf_cpumask_set_cpu(4, mask);
	sum = bpf_cpumask_first(read) + 10 * bpf_cpumask_first_zero(read);
	sum += 100 * bpf_cpumask_first_and(read, task->cpus_ptr) + 1000 * bpf_cpumask_weight(read);
	if (bpf_cpumask_intersects(read, task->cpus_ptr) && bpf_cpumask_subset(read, task->cpus_ptr))
		sum += 10000 * bpf_cpumask_any_distribute(read) +
		       100000 * bpf_cpumask_any_and_distribute(read, task->cpus_ptr);
	bpf_cpumask_release(mask);
	return sum;
}
