// fix: Take 'mask' out of 'allowed' with bpf_kptr_xchg()
/* A helper returns what it made or what it read. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

static struct bpf_cpumask *get_mask(bool is_new)
{
	if (is_new)
		return bpf_cpumask_create();
	return bpf_kptr_xchg(&allowed, NULL);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = get_mask(clone_flags & 1);
	u32 n;

	if (!mask)
		return 0;
	n = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
