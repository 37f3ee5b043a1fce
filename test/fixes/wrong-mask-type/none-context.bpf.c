/* Which mask is meant is not said. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int weigh(void *ctx)
{
	return bpf_cpumask_weight((const struct cpumask *)ctx);
}

char LICENSE[] SEC("license") = "GPL";
