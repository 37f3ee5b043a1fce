/* A global function needs the mask, and what it returns is added to what there is. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#ifndef __arg_trusted
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#define __arg_nullable __attribute__((btf_decl_tag("arg:nullable")))
#endif

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *big;
private(MASKS) static struct bpf_cpumask __kptr *turbo;

__noinline u32 weigh(struct bpf_cpumask *mask __arg_trusted)
{
	return bpf_cpumask_weight((const struct cpumask *)mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *first = big, *second = turbo;
	u32 sum = 0;

	if (first)
		sum += weigh(first);
	sum += weigh(second);
	return sum;
}

char LICENSE[] SEC("license") = "GPL";
