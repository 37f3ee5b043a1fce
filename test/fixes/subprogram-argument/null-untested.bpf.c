/* NULL for a parameter that the function uses at once. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#ifndef __arg_trusted
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#endif

__noinline int weigh(struct bpf_cpumask *mask __arg_trusted)
{
	int n;

	n = bpf_cpumask_weight((const struct cpumask *)mask);
	return n;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return weigh(NULL);
}

char LICENSE[] SEC("license") = "GPL";
