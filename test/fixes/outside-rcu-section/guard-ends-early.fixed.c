// fix: End the RCU section after the last use of 'mask' (safe)
/* The block that a guard holds the section for ends before the last use. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

static __always_inline void rcu_exit(bool *held)
{
	if (*held)
		bpf_rcu_read_unlock();
}

static __always_inline bool rcu_enter(void)
{
	bpf_rcu_read_lock();
	return true;
}

#define guard_rcu() bool __guard __attribute__((cleanup(rcu_exit))) = rcu_enter()

SEC("syscall")
int count_allowed(void *ctx)
{
	struct bpf_cpumask *mask;
	u32 n = 0;

	{
		guard_rcu();
		mask = allowed;
		if (!mask)
			return 0;
		n = bpf_cpumask_weight((const struct cpumask *)mask);
	}
	return n;
}

char LICENSE[] SEC("license") = "GPL";
