// fix: Call bpf_rcu_read_unlock() before this return (safe)
/* Preemption and RCU are both left open. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_preempt_disable(void) __ksym;
void bpf_preempt_enable(void) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask;

	bpf_preempt_disable();
	bpf_rcu_read_lock();
	mask = allowed;
	if (!mask) {
		bpf_rcu_read_unlock();
		bpf_preempt_enable();
		return 0;
	}
	bpf_cpumask_clear(mask);
	bpf_rcu_read_unlock();
	bpf_preempt_enable();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
