/* The pointer is copied and used under the other name. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int weigh(void *ctx)
{
	const struct cpumask *all;
	struct bpf_cpumask *mask;
	u32 n = 0;

	mask = allowed;
	if (mask) {
		all = (const struct cpumask *)mask;
		n = bpf_cpumask_weight(all);
	}
	return n + bpf_get_smp_processor_id();
}

char LICENSE[] SEC("license") = "GPL";
