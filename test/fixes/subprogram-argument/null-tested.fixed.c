// fix: Tag the parameter 'mask' of weigh() __arg_nullable (safe)
/* NULL for a parameter that the function tests. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#ifndef __arg_trusted
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#endif

#ifndef __arg_nullable
#define __arg_nullable __attribute__((btf_decl_tag("arg:nullable")))
#endif

__weak int weigh(struct bpf_cpumask *mask __arg_trusted __arg_nullable, u32 otherwise)
{
	if (!mask)
		return otherwise;
	return bpf_cpumask_weight((const struct cpumask *)mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return weigh(NULL, 8);
}

char LICENSE[] SEC("license") = "GPL";
