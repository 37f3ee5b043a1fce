/* A task of another value is stored: nothing says whose reference that would be. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct worker_slot {
	struct task_struct __kptr *task;
	struct task_struct __kptr *parent;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct worker_slot);
} workers SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid & 15;
	struct worker_slot *w = bpf_map_lookup_elem(&workers, &key);

	if (!w)
		return 0;
	w->parent = w->task;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
