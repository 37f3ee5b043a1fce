/* Declared with another variable. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int run(void *ctx)
{
	struct bpf_cpumask mask = {}, *seen = allowed;

	bpf_cpumask_set_cpu(3, &mask);
	return seen ? 1 : 0;
}

char LICENSE[] SEC("license") = "GPL";
