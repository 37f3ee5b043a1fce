/* One round goes on without releasing. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

SEC("syscall")
int rounds(void *ctx)
{
	struct bpf_cpumask *mask;
	int i;

	for (i = 0; i < 4; i++) {
		mask = bpf_cpumask_create();
		if (!mask)
			break;
		if (bpf_get_prandom_u32() & 1)
			continue;
		bpf_cpumask_setall(mask);
		bpf_cpumask_release(mask);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
