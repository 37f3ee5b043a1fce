// SPDX-License-Identifier: MIT
/* Reads a stored mask. A pointer read from a kptr field is valid until the RCU section ends; here it is used after that. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))

private(MASK) static struct bpf_cpumask __kptr *allowed;

u32 weight;

SEC("syscall")
int count_allowed(void *ctx)
{
	struct bpf_cpumask *mask;

	bpf_rcu_read_lock();
	mask = allowed;
	if (!mask) {
		bpf_rcu_read_unlock();
		return 0;
	}
	bpf_rcu_read_unlock();

	weight = bpf_cpumask_weight((const struct cpumask *)mask);
	return 0;
}

char _license[] SEC("license") = "GPL";
