// fix: Read 'mask' again in a separate RCU section (safe)
/* Something sleeps between the read and the use: only another read helps. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

char name[16];

SEC("syscall")
int rename_allowed(void *ctx)
{
	struct bpf_cpumask *mask;
	u32 n = 0;

	bpf_rcu_read_lock();
	mask = allowed;
	bpf_rcu_read_unlock();
	bpf_copy_from_user(name, sizeof(name), ctx);
	bpf_rcu_read_lock();
	mask = allowed;
	if (mask)
		n = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	return n;
}

char LICENSE[] SEC("license") = "GPL";
