// fix: Test 'third' after bpf_cpumask_create(), and go to 'put_second' if it is NULL (safe)
// fix: Use 'third' only if it is not NULL, and in 1 more place
/* One label for each thing that may be held. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *first, *second, *third;
	int ret = -12;

	first = bpf_cpumask_create();
	if (!first)
		goto out;
	second = bpf_cpumask_create();
	if (!second)
		goto put_first;
	third = bpf_cpumask_create();
	if (!third)
		goto put_second;
	bpf_cpumask_copy(third, task->cpus_ptr);
	bpf_cpumask_and(second, (const struct cpumask *)first, (const struct cpumask *)third);
	ret = bpf_cpumask_weight((const struct cpumask *)second);
	bpf_cpumask_release(third);
put_second:
	bpf_cpumask_release(second);
put_first:
	bpf_cpumask_release(first);
out:
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
