/* A bit is tested by hand. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 cpu = task->pid & 127;
	struct bpf_cpumask *mask = allowed;

	if (!mask)
		return 0;
	if (mask->cpumask.bits[cpu / 64] & (1ULL << (cpu % 64)))
		return 1;
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	struct bpf_cpumask *old = bpf_kptr_xchg(&allowed, NULL);

	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
