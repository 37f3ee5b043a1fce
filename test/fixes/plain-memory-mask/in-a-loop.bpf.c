/* Filled in a loop. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("syscall")
int run(void *ctx)
{
	struct bpf_cpumask mask = {};
	int i, n;

	for (i = 0; i < 4; i++)
		bpf_cpumask_set_cpu(i, &mask);
	n = bpf_cpumask_weight((const struct cpumask *)&mask);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
