// fix: Test 'mask' after bpf_cpumask_create(), and return 0 if it is NULL
// fix: Exchange with the constant NULL where 'mask' is NULL (safe)
/* What was created goes into the slot, or nothing does: a run without a mask empties it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask, *old;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	old = bpf_kptr_xchg(&allowed, mask);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
