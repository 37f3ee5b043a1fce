// fix: Release 'mask' whenever it is not NULL (safe)
/* A flag that the verifier forgets says whether there is a mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

u64 calls;

static __noinline int take(struct bpf_cpumask **out, u32 *own)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	calls++;
	if (!mask)
		return 0;
	*out = mask;
	*own = 1;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = NULL;
	u32 own = 0;

	take(&mask, &own);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
