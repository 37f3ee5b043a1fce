/* A function of the file returns it, or NULL. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

static struct bpf_cpumask *first_cpu_mask(void)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (mask)
		bpf_cpumask_set_cpu(0, mask);
	return mask;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *other, *mask;

	other = bpf_cpumask_create();
	if (!other)
		return 0;
	mask = first_cpu_mask();
	bpf_cpumask_copy(other, (const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	bpf_cpumask_release(other);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
