// fix: Test 'usage' instead of 'sleeps' (safe)
/* The address of a field is never NULL: what it is a field of is. */
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

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct usage *usage = bpf_map_lookup_elem(&usages, &key);
	u64 *sleeps = &usage->sleeps;

	if (!usage)
		return 0;
	(*sleeps)++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
