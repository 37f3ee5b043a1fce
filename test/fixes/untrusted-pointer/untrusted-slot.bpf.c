/* The field does not count references. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

static __always_inline const struct cpumask *cast_mask(struct bpf_cpumask *mask)
{
	return (const struct cpumask *)mask;
}

#ifndef __kptr_untrusted
#define __kptr_untrusted __attribute__((btf_type_tag("kptr_untrusted")))
#endif

struct loose {
	struct bpf_cpumask __kptr_untrusted *mask; /* set by another program */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct loose);
} loose_masks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = 0;
	struct loose *v = bpf_map_lookup_elem(&loose_masks, &key);
	struct bpf_cpumask *mask;

	if (!v)
		return 0;
	mask = v->mask;
	if (!mask || !mask->cpumask.bits[0])
		return 0;
	return bpf_cpumask_weight(cast_mask(mask));
}

char LICENSE[] SEC("license") = "GPL";
