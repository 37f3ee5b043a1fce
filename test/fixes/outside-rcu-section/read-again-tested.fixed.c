// fix: Read 'mask' again in this RCU section (safe)
/* What is read again may be NULL this time. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

char name[16];

SEC("syscall")
int rename_allowed(void *ctx)
{
	struct bpf_cpumask *mask;

	bpf_rcu_read_lock();
	mask = allowed;
	if (!mask) {
		bpf_rcu_read_unlock();
		return -2;
	}
	bpf_cpumask_setall(mask);
	bpf_rcu_read_unlock();
	bpf_copy_from_user(name, sizeof(name), ctx);
	bpf_rcu_read_lock();
	mask = allowed;
	if (mask)
		bpf_cpumask_clear(mask);
	bpf_rcu_read_unlock();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
