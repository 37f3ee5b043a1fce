// fix: Set 'primary' to NULL after bpf_cpumask_release() (safe)
/* The good path releases, and runs into the label that releases again. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *primary, *shadow;
	int err = -12;

	primary = bpf_cpumask_create();
	if (!primary)
		return err;
	shadow = bpf_cpumask_create();
	if (!shadow)
		goto drop_primary;
	bpf_cpumask_setall(shadow);
	primary = bpf_kptr_xchg(&allowed, primary);
	if (primary) {
		bpf_cpumask_release(primary);
		primary = NULL;
	}
	bpf_cpumask_release(shadow);
	err = 0;
drop_primary:
	if (primary)
		bpf_cpumask_release(primary);
	return err;
}

char LICENSE[] SEC("license") = "GPL";
