/* What is made goes into the slot at once, and the slot is tested. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;

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
	struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);

	if (!v)
		return 0;
	v->mask = bpf_cpumask_create();
	if (!v->mask)
		return -12;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
