// fix: Copy 'v->mask' into a variable, and return 0 if that is NULL (safe)
/* A field is passed as it is, in a condition. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;

struct saved_mask {
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct saved_mask);
} masks SEC(".maps");

u64 hits;

static __always_inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return &mask->cpumask;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct saved_mask *v;
	struct bpf_cpumask *mask;

	v = bpf_map_lookup_elem(&masks, &key);
	if (!v)
		return 0;
	mask = v->mask;
	if (!mask)
		return 0;
	if (bpf_cpumask_test_cpu(0, cast_mask(mask)))
		hits++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
