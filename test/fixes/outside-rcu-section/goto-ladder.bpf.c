/* The function leaves through its own label. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("syscall")
int copy_allowed(void *ctx)
{
	struct bpf_cpumask *copy, *mask;
	int err = 0;

	copy = bpf_cpumask_create();
	if (!copy)
		return -12;

	/* the one that the others see */
	mask = allowed;
	if (!mask) {
		err = -2;
		goto out;
	}
	bpf_cpumask_copy(copy, (const struct cpumask *)mask);
	err = bpf_cpumask_first((const struct cpumask *)copy);
out:
	bpf_cpumask_release(copy);
	return err;
}

char LICENSE[] SEC("license") = "GPL";
