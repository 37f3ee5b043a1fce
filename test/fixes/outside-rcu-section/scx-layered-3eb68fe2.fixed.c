// fix: Hold an RCU section while this condition is computed (safe)
/*
 * As in sched-ext/scx if 3eb68fe2 (layered) only let the operation sleep: the function that it calls reads cpus_ptr in a
 * condition, and what it decides on makes a mask. The maintainers hold a section around the question alone and keep its
 * answer in a variable, as is done here.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
bool bpf_cpumask_full(const struct cpumask *cpumask) __ksym;

struct task_masks {
	struct bpf_cpumask __kptr *unprotected;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_masks);
} task_masks SEC(".maps");

static int init_unprotected(struct task_struct *p, struct task_masks *masks)
{
	struct bpf_cpumask *mask;
	bool is_full;

	bpf_rcu_read_lock();
	is_full = bpf_cpumask_full(p->cpus_ptr);
	bpf_rcu_read_unlock();
	if (is_full)
		return 0;
	mask = bpf_cpumask_create();
	if (!mask)
		return -12;
	mask = bpf_kptr_xchg(&masks->unprotected, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

SEC("syscall")
int init_task(void *ctx)
{
	struct task_struct *p = bpf_get_current_task_btf();
	struct task_masks *masks;

	masks = bpf_task_storage_get(&task_masks, p, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!masks)
		return -12;
	return init_unprotected(p, masks);
}

char LICENSE[] SEC("license") = "GPL";
