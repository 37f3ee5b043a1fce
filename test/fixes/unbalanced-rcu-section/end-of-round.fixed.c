// fix: Call bpf_rcu_read_unlock() before the next round of the loop (safe)
/* No round unlocks. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int count_allowed(void *ctx)
{
	struct bpf_cpumask *mask;
	int i, n = 0;

	for (i = 0; i < 4; i++) {
		bpf_rcu_read_lock();
		mask = allowed;
		if (mask)
			n += bpf_cpumask_test_cpu(i, (const struct cpumask *)mask);
		bpf_rcu_read_unlock();
	}
	return n;
}

char LICENSE[] SEC("license") = "GPL";
