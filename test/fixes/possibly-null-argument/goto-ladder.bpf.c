/* The function has labels that clean up: the one that gives back what is held here. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *a, *b, *c;
	int err = 0;

	a = bpf_cpumask_create();
	if (!a)
		return 0;
	b = bpf_cpumask_create();
	if (!b) {
		err = -12;
		goto free_a;
	}
	c = bpf_cpumask_create();
	bpf_cpumask_copy(c, task->cpus_ptr);
	bpf_cpumask_and(b, (const struct cpumask *)a, (const struct cpumask *)c);
	bpf_cpumask_release(c);
	bpf_cpumask_release(b);
free_a:
	bpf_cpumask_release(a);
	return err;
}

char LICENSE[] SEC("license") = "GPL";
