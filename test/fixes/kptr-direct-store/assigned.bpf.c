/* A mask is assigned to the field of a map value. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;

struct saved_mask {
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct saved_mask);
} masks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct saved_mask *v;
	struct bpf_cpumask *mask;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_copy(mask, task->cpus_ptr);
	v = bpf_map_lookup_elem(&masks, &key);
	if (!v) {
		bpf_cpumask_release(mask);
		return 0;
	}
	v->mask = mask;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
