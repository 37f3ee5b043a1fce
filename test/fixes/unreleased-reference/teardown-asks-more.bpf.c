/* The function that releases asks for more than the mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

struct pair {
	struct bpf_cpumask *low, *high;
	bool is_split;
};

static __noinline void fill(struct pair *pair)
{
	pair->low = bpf_cpumask_create();
	pair->high = bpf_cpumask_create();
}

static __noinline void drain(struct pair *pair)
{
	if (pair->low)
		bpf_cpumask_release(pair->low);
	if (pair->high && pair->is_split)
		bpf_cpumask_release(pair->high);
}

SEC("syscall")
int use_pair(u64 *ctx)
{
	struct pair pair = { .is_split = bpf_get_prandom_u32() & 1 };

	fill(&pair);
	drain(&pair);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
