/* A helper is given the address of the slot. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *big;
private(MASKS) static struct bpf_cpumask __kptr *little;

static int init_mask(struct bpf_cpumask **slot)
{
	struct bpf_cpumask *mask;

	mask = bpf_cpumask_create();
	if (!mask)
		return -12;
	*slot = mask;
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
