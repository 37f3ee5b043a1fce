/* And where a variable gets its value. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 n = bpf_cpumask_weight(task->last_wakee->cpus_ptr);

	bpf_printk("%u CPUs", n);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
