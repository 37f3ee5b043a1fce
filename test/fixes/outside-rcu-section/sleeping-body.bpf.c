/* What the condition decides on sleeps. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

char name[16];

SEC("syscall")
int read_name(void *ctx)
{
	struct bpf_cpumask *mask;

	mask = allowed;
	if (mask && bpf_cpumask_test_cpu(3, (const struct cpumask *)mask))
		bpf_copy_from_user(name, sizeof(name), ctx);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
