/* The verifier loses a pointer in an array whose index it does not know. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

SEC("syscall")
int set_one(u64 *ctx)
{
	struct bpf_cpumask *pair[2];
	u32 which = bpf_get_prandom_u32() & 1;

	pair[0] = bpf_cpumask_create();
	if (!pair[0])
		return 0;
	pair[1] = bpf_cpumask_create();
	if (!pair[1]) {
		bpf_cpumask_release(pair[0]);
		return 0;
	}
	bpf_cpumask_set_cpu(which, pair[which]);
	bpf_cpumask_release(pair[1]);
	bpf_cpumask_release(pair[0]);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
