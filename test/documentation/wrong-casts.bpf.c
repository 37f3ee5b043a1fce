// kernel 6.18
// A bpf_cpumask may be used as a cpumask, not the other way round: however the cast is dressed up, it is refused.
// "refused:" above a program is what a 6.18 kernel said of it.
#include <vmlinux.h>
#include <asm-generic/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_clear(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

struct affinity {
	struct bpf_cpumask __kptr * cpumask;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, struct affinity);
	__uint(max_entries, 1);
} affinities SEC(".maps");

// refused: kernel function bpf_cpumask_set_cpu args#1 expected pointer to STRUCT bpf_cpumask but R2 has a pointer to STRUCT cpumask
SEC("tp_btf/task_newtask")
int BPF_PROG(change_task_mask, struct task_struct *task, u64 clone_flags)
{
	bpf_cpumask_set_cpu(0, (struct bpf_cpumask *)task->cpus_ptr);
	return 0;
}

// refused: kernel function bpf_cpumask_clear args#0 expected pointer to STRUCT bpf_cpumask but R1 has a pointer to STRUCT task_struct
SEC("tp_btf/task_newtask")
int BPF_PROG(clear_embedded_mask, struct task_struct *task, u64 clone_flags)
{
	bpf_cpumask_clear((struct bpf_cpumask *)&task->cpus_mask);
	return 0;
}

static struct bpf_cpumask *uncast(const struct cpumask *mask)
{
	return (struct bpf_cpumask *)mask;
}

// refused: kernel function bpf_cpumask_copy args#0 expected pointer to STRUCT bpf_cpumask but R1 has a pointer to STRUCT cpumask
SEC("tp_btf/task_newtask")
int BPF_PROG(copy_into_task_mask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return -ENOMEM;
	bpf_cpumask_copy(uncast(task->cpus_ptr), (const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	return 0;
}

// refused: R1 must be referenced or trusted
SEC("tp_btf/task_newtask")
int BPF_PROG(acquire_task_mask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask;

	mask = bpf_cpumask_acquire((struct bpf_cpumask *)task->cpus_ptr);
	bpf_cpumask_release(mask);
	return 0;
}

// refused: R1 must be referenced or trusted
SEC("tp_btf/task_newtask")
int BPF_PROG(release_task_mask, struct task_struct *task, u64 clone_flags)
{
	bpf_cpumask_release((struct bpf_cpumask *)task->cpus_ptr);
	return 0;
}

// refused: invalid kptr access, R2 type=rcu_ptr_cpumask expected=ptr_bpf_cpumask
SEC("tp_btf/task_newtask")
int BPF_PROG(keep_task_mask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *before;
	struct affinity *slot;
	u32 key = 0;

	slot = bpf_map_lookup_elem(&affinities, &key);
	if (!slot)
		return -ENOENT;
	before = bpf_kptr_xchg(&slot->cpumask, (struct bpf_cpumask *)task->cpus_ptr);
	if (before)
		bpf_cpumask_release(before);
	return 0;
}
