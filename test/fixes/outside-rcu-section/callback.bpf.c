/* A callback runs in the context of its program. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

static long count(u32 cpu, u32 *n)
{
	struct bpf_cpumask *mask = allowed;

	if (!mask)
		return 1;
	if (bpf_cpumask_test_cpu(cpu, (const struct cpumask *)mask))
		*n += 1;
	return 0;
}

SEC("syscall")
int weigh(void *ctx)
{
	u32 n = 0;

	bpf_loop(64, count, &n, 0);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
