/* Both operands are read outside: one section is for both. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

private(MASKS) static struct bpf_cpumask __kptr *preferred;

SEC("syscall")
int overlap(void *ctx)
{
	struct bpf_cpumask *b = preferred;
	struct bpf_cpumask *a = allowed;

	if (!a || !b)
		return 0;
	return bpf_cpumask_intersects((const struct cpumask *)a, (const struct cpumask *)b);
}

char LICENSE[] SEC("license") = "GPL";
