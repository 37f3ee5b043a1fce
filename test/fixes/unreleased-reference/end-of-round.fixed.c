// fix: Release 'mask' before the next round of the loop (safe)
/* No round releases what it made. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

SEC("syscall")
int rounds(void *ctx)
{
	int i;

	for (i = 0; i < 4; i++) {
		struct bpf_cpumask *mask = bpf_cpumask_create();

		if (!mask)
			break;
		bpf_cpumask_setall(mask);
		bpf_cpumask_release(mask);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
