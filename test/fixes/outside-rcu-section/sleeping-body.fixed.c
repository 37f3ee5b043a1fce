// fix: Hold an RCU section while this condition is computed (safe)
/* What the condition decides on sleeps. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

char name[16];

SEC("syscall")
int read_name(void *ctx)
{
	struct bpf_cpumask *mask;
	bool holds;

	bpf_rcu_read_lock();
	mask = allowed;
	holds = mask && bpf_cpumask_test_cpu(3, (const struct cpumask *)mask);
	bpf_rcu_read_unlock();
	if (holds)
		bpf_copy_from_user(name, sizeof(name), ctx);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
