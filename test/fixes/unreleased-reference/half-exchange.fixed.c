// fix: Give 'back' what 'front' held: the exchange lacks its last step
// fix: Release 'front' before it is overwritten
/* An exchange without its last step: both variables hold the same mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *front, *back, *other;

	front = bpf_cpumask_create();
	if (!front)
		return 0;
	back = bpf_cpumask_create();
	if (!back) {
		bpf_cpumask_release(front);
		return 0;
	}
	if (clone_flags) {
		other = front;
		front = back;
		back = other;
	}
	bpf_cpumask_set_cpu(0, front);
	bpf_cpumask_release(front);
	bpf_cpumask_release(back);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
