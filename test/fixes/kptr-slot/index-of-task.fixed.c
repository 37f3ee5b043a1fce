// fix: Choose among 4 constant indices by 'task->pid & 3' (safe)
/* A mask is moved to a slot at a variable index. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(LAYERS) static struct bpf_cpumask __kptr *layers[4];

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask, *old;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	switch (task->pid & 3) { /* one of four */
	case 0:
		old = bpf_kptr_xchg(&layers[0], mask);
		break;
	case 1:
		old = bpf_kptr_xchg(&layers[1], mask);
		break;
	case 2:
		old = bpf_kptr_xchg(&layers[2], mask);
		break;
	default:
		old = bpf_kptr_xchg(&layers[3], mask);
		break;
	}
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
