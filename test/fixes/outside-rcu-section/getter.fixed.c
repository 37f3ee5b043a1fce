// fix: Hold an RCU section from the read of 'mask' to its last use (safe)
/* A function hands the pointer to its caller, which uses it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

static struct bpf_cpumask *get_allowed(void)
{
	return allowed;
}

SEC("syscall")
int weigh(void *ctx)
{
	struct bpf_cpumask *mask;
	u32 n;

	bpf_rcu_read_lock();
	mask = get_allowed();
	if (!mask) {
		bpf_rcu_read_unlock();
		return 0;
	}
	n = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	return n > 1;
}

char LICENSE[] SEC("license") = "GPL";
