// fix: Read 'mask' again in this RCU section (safe)
// fix: Keep one RCU section from the read of 'mask' to this use
/* The use has a section, but another one. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int weigh(void *ctx)
{
	struct bpf_cpumask *mask;
	u32 n = 0;

	bpf_rcu_read_lock();
	mask = allowed;
	bpf_rcu_read_unlock();

	bpf_rcu_read_lock();
	mask = allowed;
	if (mask)
		n = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	return n;
}

char LICENSE[] SEC("license") = "GPL";
