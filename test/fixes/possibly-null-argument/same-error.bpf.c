/* What the other allocation returns when it fails, and it is given back. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;

#define ENOMEM 12
#define EBUSY 16

SEC("syscall")
int build_masks(void *ctx)
{
	struct bpf_cpumask *big, *little;

	if (bpf_get_smp_processor_id() > 3)
		return -EBUSY;
	big = bpf_cpumask_create();
	if (!big)
		return -ENOMEM;
	little = bpf_cpumask_create();
	bpf_cpumask_setall(big);
	bpf_cpumask_clear(little);
	bpf_cpumask_release(little);
	bpf_cpumask_release(big);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
