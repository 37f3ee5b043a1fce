// fix: Remove this release: the program does not own 'seen' (safe)
// fix: Take 'seen' out of 'allowed' with bpf_kptr_xchg()
/* The exchange took it out already. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *seen = allowed, *old;
	u32 n;

	if (!seen)
		return 0;
	old = bpf_kptr_xchg(&allowed, NULL);
	if (old)
		bpf_cpumask_release(old);
	n = bpf_cpumask_weight((const struct cpumask *)seen);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
