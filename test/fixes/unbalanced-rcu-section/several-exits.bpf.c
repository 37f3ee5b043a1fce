/* Three exits, one of them right. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
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
	if (!mask)
		return -2;
	if (bpf_cpumask_empty((const struct cpumask *)mask))
		return -1;
	cpu = bpf_cpumask_any_distribute((const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	return cpu;
}

char LICENSE[] SEC("license") = "GPL";
