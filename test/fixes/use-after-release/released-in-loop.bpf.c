/* Each round releases it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

SEC("syscall")
int run(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	int i;

	if (!mask)
		return 0;
	for (i = 0; i < 4; i++) {
		bpf_cpumask_set_cpu(i, mask);
		bpf_cpumask_release(mask);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
