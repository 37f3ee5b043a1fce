// fix: Move 'mask' into '*slot' with bpf_kptr_xchg(), and release what it held (safe)
/* A helper is given the address of the slot. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *big;
private(MASKS) static struct bpf_cpumask __kptr *little;

static int init_mask(struct bpf_cpumask **slot)
{
	struct bpf_cpumask *mask;
	struct bpf_cpumask *old;

	mask = bpf_cpumask_create();
	if (!mask)
		return -12;
	old = bpf_kptr_xchg(slot, mask);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	int err = init_mask(&big);

	if (!err)
		err = init_mask(&little);
	return err;
}

char LICENSE[] SEC("license") = "GPL";
