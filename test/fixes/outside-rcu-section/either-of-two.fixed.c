// fix: Hold an RCU section from the read of 'mask' to its last use (safe)
/* One of two slots, by a flag. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

private(MASKS) static struct bpf_cpumask __kptr *preferred;

u32 is_picky;

SEC("syscall")
int weigh(void *ctx)
{
	struct bpf_cpumask *mask;
	int ret;

	bpf_rcu_read_lock();
	if (is_picky)
		mask = preferred;
	else
		mask = allowed;
	if (!mask) {
		bpf_rcu_read_unlock();
		return 0;
	}
	ret = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
