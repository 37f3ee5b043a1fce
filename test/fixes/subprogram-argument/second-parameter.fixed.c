// fix: Tag the parameter 'mask' of pick() __arg_trusted (safe)
// fix: Make pick() static
/* Another parameter of the file has a tag already. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

#ifndef __arg_trusted
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#endif

__noinline int depth(struct task_struct *p __arg_trusted)
{
	return p->pid;
}

__noinline int pick(s32 cpu, struct bpf_cpumask *mask __arg_trusted)
{
	if (!mask)
		return -1;
	return bpf_cpumask_test_cpu(cpu, (const struct cpumask *)mask) ? cpu : -1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	int cpu = depth(task);

	if (!mask)
		return 0;
	cpu = pick(cpu, mask);
	bpf_cpumask_release(mask);
	return cpu;
}

char LICENSE[] SEC("license") = "GPL";
