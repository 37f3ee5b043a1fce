// fix: Call fetch() before bpf_rcu_read_lock() (safe)
/* A global function that may sleep, in a section. */
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

__noinline int fetch(u64 address)
{
	return bpf_copy_from_user(name, sizeof(name), (const void *)address);
}

SEC("syscall")
int read_name(void *ctx)
{
	struct bpf_cpumask *mask;
	u32 n = 0;
	int err;

	err = fetch(4096);
	bpf_rcu_read_lock();
	mask = allowed;
	if (mask)
		n = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	return err ? 0 : n;
}

char LICENSE[] SEC("license") = "GPL";
