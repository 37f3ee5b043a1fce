// fix: Call bpf_copy_from_user() before bpf_rcu_read_lock() (safe)
/* It can be done before the section. */
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
int rename_mask(void *ctx)
{
	struct bpf_cpumask *mask;
	u32 n = 0;

	bpf_copy_from_user(name, sizeof(name), ctx);
	bpf_rcu_read_lock();
	mask = allowed;
	if (mask)
		n = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	return n;
}

char LICENSE[] SEC("license") = "GPL";
