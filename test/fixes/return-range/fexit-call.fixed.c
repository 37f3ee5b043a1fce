// fix: Return 0 instead of remember(mask) (safe)
/* What is returned is a call, which has to stay. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *last;

static int remember(struct bpf_cpumask *mask)
{
	struct bpf_cpumask *old = bpf_kptr_xchg(&last, mask);

	if (old)
		bpf_cpumask_release(old);
	return 3;
}

SEC("fexit/wake_up_new_task")
int BPF_PROG(woken, struct task_struct *task)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	remember(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
