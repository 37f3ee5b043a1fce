// fix: Call bpf_copy_from_user() before bpf_rcu_read_lock()
/* What it reads is its own, and decides only later. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

char name[16];

SEC("syscall")
int set_first(void *ctx)
{
	struct bpf_cpumask *mask;
	u64 word = 0;

	bpf_copy_from_user(&word, sizeof(word), ctx);
	bpf_rcu_read_lock();
	mask = allowed;
	if (!mask) {
		bpf_rcu_read_unlock();
		return 0;
	}
	if (word & 1)
		bpf_cpumask_set_cpu(0, mask);
	bpf_rcu_read_unlock();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
