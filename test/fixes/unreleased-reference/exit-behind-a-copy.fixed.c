// fix: Release 'mask' before this return (safe)
/* A copy is overwritten, and an exit behind it loses the mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *shared;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask, *seen;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	seen = mask;
	seen = shared;
	if (!seen) {
		bpf_cpumask_release(mask);
		return 1;
	}
	bpf_cpumask_set_cpu(task->pid & 3, mask);
	bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
