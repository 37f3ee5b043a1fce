// fix: Test 'mask' after bpf_cpumask_create(), and return 0 if it is NULL
// fix: Test 'mask' right where it is used, and return 0 if it is NULL (safe)
// fix: Use 'mask' only if it is not NULL
/* One arm of several, without braces. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	if (clone_flags & 1)
		bpf_printk("one");
	else if (bpf_cpumask_test_cpu(1, (const struct cpumask *)mask))
		bpf_printk("two");
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
