/* The function has a label that unlocks. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int clear_allowed(void *ctx)
{
	struct bpf_cpumask *mask;
	int err = 0;

	bpf_rcu_read_lock();
	mask = allowed;
	if (!mask)
		return -2;
	if (bpf_cpumask_empty((const struct cpumask *)mask)) {
		err = -1;
		goto unlock;
	}
	bpf_cpumask_clear(mask);
unlock:
	bpf_rcu_read_unlock();
	return err;
}

char LICENSE[] SEC("license") = "GPL";
