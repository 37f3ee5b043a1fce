/* The mask is made in an initialiser. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

struct holder {
	u32 id;
	struct bpf_cpumask *mask;
};

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct holder holder = { .id = 1, .mask = bpf_cpumask_create() };

	if (!holder.mask)
		return 0;
	bpf_cpumask_setall(holder.mask);
	return holder.id;
}

char LICENSE[] SEC("license") = "GPL";
