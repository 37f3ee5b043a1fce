// fix: Release 'a' at the label 'free_a' (safe)
/* The function has a label for this, and one exit does not use it. */
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
	int err = -12;

	a = bpf_cpumask_create();
	if (!a)
		return err;
	b = bpf_cpumask_create();
	if (!b)
		goto free_a;
	if (clone_flags & 4)
		goto free_b;
	if (clone_flags & 8) {
		bpf_cpumask_release(b);
		err = -22;
		goto free_a;
	}
	bpf_cpumask_setall(b);
	err = 0;
free_b:
	bpf_cpumask_release(b);
free_a:
	bpf_cpumask_release(a);
	return err;
}

char LICENSE[] SEC("license") = "GPL";
