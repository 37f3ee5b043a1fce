/* The file's own lock in two places is no loop: the inner one goes. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

u64 seen;

static __always_inline void enter(void)
{
	bpf_rcu_read_lock();
}

static __always_inline void leave(void)
{
	bpf_rcu_read_unlock();
}

SEC("syscall")
int look(void *ctx)
{
	enter();
	seen++;
	enter();
	seen++;
	leave();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
