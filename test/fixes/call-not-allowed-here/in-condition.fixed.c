// fix: Call bpf_copy_from_user() before bpf_rcu_read_lock() (safe)
/* The condition is computed first. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

char name[16];

SEC("syscall")
int clear_allowed(void *ctx)
{
	struct bpf_cpumask *mask;
	long err;

	err = bpf_copy_from_user(name, sizeof(name), ctx);
	bpf_rcu_read_lock();
	if (err == 0) {
		mask = allowed;
		if (mask)
			bpf_cpumask_clear(mask);
	}
	bpf_rcu_read_unlock();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
