// fix: Test 'mask' before it is used, and return 0 if it is NULL (safe)
// fix: Let weigh() take NULL for 'mask', and return 0 then
/* A global function whose parameter is not nullable. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#ifndef __arg_trusted
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#define __arg_nullable __attribute__((btf_decl_tag("arg:nullable")))
#endif

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

__noinline int weigh(struct bpf_cpumask *mask __arg_trusted)
{
	return bpf_cpumask_weight((const struct cpumask *)mask);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = allowed;

	if (!mask)
		return 0;
	return weigh(mask);
}

char LICENSE[] SEC("license") = "GPL";
