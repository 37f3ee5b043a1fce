/* A file that declares its kernel functions itself. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("syscall")
int weigh(void *ctx)
{
	struct bpf_cpumask *mask = allowed;

	return mask ? bpf_cpumask_weight((const struct cpumask *)mask) : 0;
}

char LICENSE[] SEC("license") = "GPL";
