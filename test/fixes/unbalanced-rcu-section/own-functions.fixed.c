// fix: Call masks_unlock() before this return (safe)
/* The file locks through functions of its own. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

static __always_inline void masks_lock(void)
{
	bpf_rcu_read_lock();
}

static __always_inline void masks_unlock(void)
{
	bpf_rcu_read_unlock();
}

SEC("syscall")
int clear_allowed(void *ctx)
{
	struct bpf_cpumask *mask;

	masks_lock();
	mask = allowed;
	if (!mask) {
		masks_unlock();
		return -2;
	}
	bpf_cpumask_clear(mask);
	masks_unlock();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
