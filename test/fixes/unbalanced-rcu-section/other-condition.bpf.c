/* Opened on one condition and closed on another: the first decides on both. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

u64 seen;

SEC("syscall")
int look(void *ctx)
{
	u64 count = seen;

	if (count > 4)
		bpf_rcu_read_lock();
	seen += 2;
	if (seen == 9)
		bpf_rcu_read_unlock();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
