/* A global function that wants a trusted mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

__noinline int weigh(struct bpf_cpumask *mask __arg_trusted)
{
	return bpf_cpumask_weight((const struct cpumask *)mask);
}

SEC("syscall")
int ask(void *ctx)
{
	struct bpf_cpumask *mask;
	int n = -1;

	mask = allowed;
	if (mask)
		n = weigh(mask);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
