/* Which of the two fields is meant cannot be told. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct stamped {
	struct bpf_cpumask __kptr *mask;
	u64 stamp;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct stamped);
} stamped_masks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct stamped *v = bpf_map_lookup_elem(&stamped_masks, &key);

	if (!v)
		return 0;
	return *(volatile u64 *)((char *)&v->mask + 4) != 0;
}

char LICENSE[] SEC("license") = "GPL";
