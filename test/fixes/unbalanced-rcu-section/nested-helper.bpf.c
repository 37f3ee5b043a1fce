/* The helper holds a section of its own, under that of its caller. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

static u32 weigh(void)
{
	struct bpf_cpumask *mask;
	u32 n;

	bpf_rcu_read_lock();
	mask = allowed;
	if (!mask) {
		bpf_rcu_read_unlock();
		return 0;
	}
	n = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	return n;
}

SEC("syscall")
int ask(void *ctx)
{
	u32 n;

	bpf_rcu_read_lock();
	n = weigh();
	bpf_rcu_read_unlock();
	return n;
}

char LICENSE[] SEC("license") = "GPL";
