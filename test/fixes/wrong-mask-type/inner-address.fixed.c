// fix: Pass 'cast_mask(mask)' (safe)
/* An address in the middle of a mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

static __always_inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

SEC("syscall")
int run(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 n;

	if (!mask)
		return 0;
	n = bpf_cpumask_weight(cast_mask(mask));
	bpf_cpumask_release(mask);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
