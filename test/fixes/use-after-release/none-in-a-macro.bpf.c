/* A macro that releases is the same for all that use it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define DROP_BOTH(a, b) do { bpf_cpumask_release(a); bpf_cpumask_release(b); } while (0)

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	DROP_BOTH(mask, mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
