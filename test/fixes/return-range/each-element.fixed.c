// fix: Return *value != 0 instead of *value (safe)
/* A callback over a map returns a masked sum. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} counters SEC(".maps");

static u64 each(struct bpf_map *map, u32 *key, u64 *value, void *ctx)
{
	return *value != 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_for_each_map_elem(&counters, each, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
