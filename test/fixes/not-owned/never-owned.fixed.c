// fix: Remove this release: the program does not own 'mask' (safe)
/* One of two masks that the program does not own: neither can be taken out, and neither released. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *shared;
private(MASKS) static struct bpf_cpumask __kptr *isolated;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = shared;

	if (!mask)
		mask = isolated;
	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(2, mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
