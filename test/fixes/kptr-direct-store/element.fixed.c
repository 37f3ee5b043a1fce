// fix: Move 'm' into 'llc_masks[task->pid & 3]' with bpf_kptr_xchg(), and release what it held (safe)
/* An element of an array is assigned. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(A) static struct bpf_cpumask __kptr *llc_masks[4];

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *m = bpf_cpumask_create();
	struct bpf_cpumask *old;

	if (!m)
		return -12;
	switch (task->pid & 3) {
	case 0:
		old = bpf_kptr_xchg(&llc_masks[0], m);
		break;
	case 1:
		old = bpf_kptr_xchg(&llc_masks[1], m);
		break;
	case 2:
		old = bpf_kptr_xchg(&llc_masks[2], m);
		break;
	default:
		old = bpf_kptr_xchg(&llc_masks[3], m);
		break;
	}
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
