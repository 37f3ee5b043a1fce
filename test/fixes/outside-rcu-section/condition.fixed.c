// fix: Hold an RCU section around this statement (safe)
/* The pointer is read in the very condition that uses it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

SEC("syscall")
int may_run(void *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);
	int ret = 0;

	if (!task)
		return 0;
	bpf_rcu_read_lock();
	if (bpf_cpumask_test_cpu(0, task->cpus_ptr))
		ret = 1;
	bpf_rcu_read_unlock();
	bpf_task_release(task);
	return ret;
}

char LICENSE[] SEC("license") = "GPL";
