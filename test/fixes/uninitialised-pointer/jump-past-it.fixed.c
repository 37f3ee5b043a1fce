// fix: Set 'b' to NULL where it is declared, and use it only if it is not NULL (safe)
// fix: Set 'b' to NULL where it is declared, and go to 'out_a' if it still is
/* The jump leads past the assignment; the label releases both. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *a, *b = NULL;

	a = bpf_cpumask_create();
	if (!a)
		return 0;
	if (clone_flags & 1)
		goto out;
	b = bpf_cpumask_create();
	if (!b)
		goto out_a;
	bpf_cpumask_copy(b, task->cpus_ptr);
out:
	if (b)
		bpf_cpumask_release(b);
out_a:
	bpf_cpumask_release(a);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
