/* The label is behind the release. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *a, *b;
	int ret = -1;

	a = bpf_cpumask_create();
	if (!a)
		goto out;
	b = bpf_cpumask_create();
	if (!b)
		goto out;
	bpf_cpumask_setall(b);
	ret = 0;
	bpf_cpumask_release(b);
	bpf_cpumask_release(a);
out:
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
