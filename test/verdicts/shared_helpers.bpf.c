/* Functions that several programs share: each program that loses something through one of them is refused. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";
extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;

static struct bpf_cpumask *mask_new(void)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (mask)
		bpf_cpumask_clear(mask);
	return mask;
}

static void enter(void)
{
	bpf_rcu_read_lock();
}

static __noinline void quiet(void)
{
	bpf_preempt_disable();
}

static void loses(void)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (mask)
		bpf_cpumask_clear(mask);
}

SEC("syscall")
int mask_first_bad(void *ctx)
{
	struct bpf_cpumask *m = mask_new();

	return m != NULL;
}

SEC("syscall")
int mask_second_bad(void *ctx)
{
	struct bpf_cpumask *n = mask_new();

	if (!n)
		return 0;
	return 2;
}

SEC("syscall")
int mask_third_ok(void *ctx)
{
	struct bpf_cpumask *o = mask_new();

	if (o)
		bpf_cpumask_release(o);
	return 0;
}

SEC("syscall")
int inside_first_bad(void *ctx)
{
	loses();
	return 0;
}

SEC("syscall")
int inside_second_bad(void *ctx)
{
	loses();
	return 1;
}

SEC("syscall")
int rcu_first_bad(void *ctx)
{
	enter();
	return 0;
}

SEC("syscall")
int rcu_second_bad(void *ctx)
{
	enter();
	return 1;
}

SEC("syscall")
int rcu_third_ok(void *ctx)
{
	enter();
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(preempt_first_bad, struct task_struct *task, u64 clone_flags)
{
	quiet();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(preempt_second_bad, struct task_struct *task, u64 clone_flags)
{
	quiet();
	quiet();
	bpf_preempt_enable();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(preempt_third_ok, struct task_struct *task, u64 clone_flags)
{
	quiet();
	bpf_preempt_enable();
	return 0;
}
