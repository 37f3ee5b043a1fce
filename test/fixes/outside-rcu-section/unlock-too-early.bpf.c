/* The section ends before the last use. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int pick(void *ctx)
{
	struct bpf_cpumask *mask;
	u32 cpu;

	bpf_rcu_read_lock();
	mask = allowed;
	if (!mask) {
		bpf_rcu_read_unlock();
		return -2;
	}
	cpu = bpf_cpumask_first((const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	if (cpu >= 64)
		return -1;
	return bpf_cpumask_test_cpu(cpu + 1, (const struct cpumask *)mask);
}

char LICENSE[] SEC("license") = "GPL";
