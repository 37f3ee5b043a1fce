// fix: Choose among 3 constant indices by 'i + 1' (safe)
/* The exchange stands in a condition. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(A) static struct bpf_cpumask __kptr *masks_of[3];

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old;
	u32 i = clone_flags & 1;

	switch (i + 1) {
	case 0:
		old = bpf_kptr_xchg(&masks_of[0], NULL);
		break;
	case 1:
		old = bpf_kptr_xchg(&masks_of[1], NULL);
		break;
	default:
		old = bpf_kptr_xchg(&masks_of[2], NULL);
		break;
	}
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
