// fix: Hold an RCU section around the call of weigh() (safe)
/* The helper uses what its caller reads. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

static u32 weigh(const struct cpumask *mask, u32 most)
{
	u32 n = bpf_cpumask_weight(mask);

	return n < most ? n : most;
}

SEC("syscall")
int ask(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	u32 n;

	bpf_rcu_read_lock();
	n = weigh(task->cpus_ptr, 8);
	bpf_rcu_read_unlock();
	return n;
}

char LICENSE[] SEC("license") = "GPL";
