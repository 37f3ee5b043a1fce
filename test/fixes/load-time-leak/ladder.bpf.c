/* The function has a label for its errors. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
bool bpf_cpumask_empty(const struct cpumask *cpumask) __ksym;

const volatile u32 nr_layers = 1;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	int err = 0;

	if (!mask)
		return -12;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	if (bpf_cpumask_empty((const struct cpumask *)mask)) {
		err = -22;
		goto out;
	}
	if (nr_layers == 0)
		return -2;
out:
	bpf_cpumask_release(mask);
	return err;
}

char LICENSE[] SEC("license") = "GPL";
