/* The file has a guard of its own, and uses it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

static inline int enter_rcu(void)
{
	bpf_rcu_read_lock();
	return 1;
}

static inline void leave_rcu(int *once)
{
	bpf_rcu_read_unlock();
}

#define with_rcu() int in_rcu __attribute__((cleanup(leave_rcu), unused)) = enter_rcu()

SEC("syscall")
int clear_allowed(void *ctx)
{
	struct bpf_cpumask *mask;

	with_rcu();
	mask = allowed;
	if (mask)
		bpf_cpumask_clear(mask);
	return 0;
}

SEC("syscall")
int fill_allowed(void *ctx)
{
	struct bpf_cpumask *mask;

	mask = allowed;
	if (!mask)
		return -2;
	bpf_cpumask_setall(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
