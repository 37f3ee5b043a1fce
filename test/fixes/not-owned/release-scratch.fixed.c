// fix: Remove this release: the program does not own 'mask'
// fix: Take 'mask' out of 'v->mask' with bpf_kptr_xchg()
/* A mask that was filled for others stays in its slot. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask) __ksym;

struct saved_mask {
	struct bpf_cpumask __kptr *mask;
	u64 uses;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct saved_mask);
} masks SEC(".maps");

static __always_inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = 0;
	struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);
	struct bpf_cpumask *mask;
	s32 cpu;

	if (!v)
		return 0;
	mask = v->mask;
	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	cpu = bpf_cpumask_any_distribute(cast_mask(mask));
	return cpu;
}

char LICENSE[] SEC("license") = "GPL";
