// fix: Pass finish() a second reference to 'mask'
/* Each round passes it to a function that releases it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;

static __noinline u32 finish(struct bpf_cpumask *mask)
{
	u32 n = bpf_cpumask_weight((const struct cpumask *)mask);

	bpf_cpumask_release(mask);
	return n;
}

SEC("syscall")
int run(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 n = 0;
	int i;

	if (!mask)
		return 0;
	for (i = 0; i < 4; i++) {
		bpf_cpumask_clear_cpu(i, mask);
		n += finish(bpf_cpumask_acquire(mask));
	}
	bpf_cpumask_release(mask);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
