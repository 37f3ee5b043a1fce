#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

const volatile u32 rounds = 1000000;

struct context {
	struct bpf_cpumask *mask;
	u32 found;
};

/* Two kfunc calls a round, through a mask that lies in memory. */
static long round(u32 i, struct context *ctx)
{
	struct bpf_cpumask *mask = ctx->mask;

	if (!mask)
		return 1;
	bpf_cpumask_set_cpu(i & 1, mask);
	if (bpf_cpumask_test_cpu(i & 3, (const struct cpumask *)mask))
		ctx->found++;
	return 0;
}

SEC("syscall")
int mask_loop(void *unused)
{
	struct context ctx = {};
	u32 found;

	ctx.mask = bpf_cpumask_create();
	if (!ctx.mask)
		return -12;
	bpf_loop(rounds, round, &ctx, 0);
	found = ctx.found;
	bpf_cpumask_release(ctx.mask);
	return found;
}
