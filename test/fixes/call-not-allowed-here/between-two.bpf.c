/* Between two parts that need the section, and that follow on it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

char name[16];

SEC("syscall")
int two_parts(void *ctx)
{
	struct bpf_cpumask *mask;
	u32 n = 0, m = 0;

	bpf_rcu_read_lock();
	mask = allowed;
	if (mask)
		n = bpf_cpumask_weight((const struct cpumask *)mask);
	name[0] = n;
	bpf_copy_from_user(name, sizeof(name), ctx);
	m = name[1];
	mask = allowed;
	if (mask)
		m += bpf_cpumask_first((const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	return n + m;
}

char LICENSE[] SEC("license") = "GPL";
