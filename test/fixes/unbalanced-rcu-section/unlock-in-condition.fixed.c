// fix: Call bpf_spin_unlock() in one arm or the other (safe)
/* The condition counts: it has to stay. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct shared {
	struct bpf_spin_lock lock;
	u64 count;
	u64 most;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct shared);
} shared_map SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct shared *v;

	v = bpf_map_lookup_elem(&shared_map, &key);
	if (!v)
		return 0;
	bpf_spin_lock(&v->lock);
	if (v->count++ > 7)
		bpf_spin_unlock(&v->lock);
	else
		bpf_spin_unlock(&v->lock);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
