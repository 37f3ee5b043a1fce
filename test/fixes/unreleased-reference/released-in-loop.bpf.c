/* The loop that releases may not run at all. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	int i;

	if (!mask)
		return 0;
	for (i = 0; i < (clone_flags & 3); i++) {
		bpf_cpumask_setall(mask);
		bpf_cpumask_release(mask);
		break;
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
