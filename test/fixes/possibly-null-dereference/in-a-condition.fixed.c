// fix: Test 'usage' after bpf_map_lookup_elem(), and return 0 if it is NULL
// fix: Test 'usage' in the same condition, before it is used (safe)
// fix: Use 'usage' only if it is not NULL
/* Used in one part of a condition. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>



struct usage {
	u64 runs;
	u64 sleeps;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct usage);
} usages SEC(".maps");

u64 busy;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct usage *usage;

	usage = bpf_map_lookup_elem(&usages, &key);
	if (!usage)
		return 0;
	if ((clone_flags & 1) && usage->runs > 3)
		busy++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
