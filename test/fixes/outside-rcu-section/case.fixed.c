// fix: Hold an RCU section from the read of 'mask' to its last use (safe)
/* In a case of a switch. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

u32 mode;

SEC("syscall")
int act(void *ctx)
{
	struct bpf_cpumask *mask;

	switch (mode) {
	case 1:
		bpf_rcu_read_lock();
		mask = allowed;
		if (!mask) {
			bpf_rcu_read_unlock();
			break;
		}
		bpf_cpumask_clear(mask);
		bpf_rcu_read_unlock();
		break;
	case 2:
		return 2;
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
