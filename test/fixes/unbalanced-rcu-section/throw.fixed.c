// fix: Call bpf_rcu_read_unlock() before bpf_throw() (safe)
/* The exception leaves the section open. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_throw(u64 cookie) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int assert_allowed(void *ctx)
{
	bpf_rcu_read_lock();
	if (!allowed) {
		bpf_rcu_read_unlock();
		bpf_throw(1);
	}
	bpf_rcu_read_unlock();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
