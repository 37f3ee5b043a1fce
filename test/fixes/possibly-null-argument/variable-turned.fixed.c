// fix: Turn the test of 'mask' round
/* The variable says that there is one, and it is used where it says no. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))

private(MASKS) static struct bpf_cpumask __kptr *shared;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = shared;
	bool there = !!mask;

	if (there)
		bpf_cpumask_weight((const struct cpumask *)mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
