/* A callback for each element of a map looks another one up. */
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

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, u64);
} totals SEC(".maps");

static long add_up(struct bpf_map *map, u32 *key, struct usage *usage, void *ctx)
{
	u32 slot = *key & 15;
	u64 *total;

	total = bpf_map_lookup_elem(&totals, &slot);
	*total += usage->runs;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	bpf_for_each_map_elem(&usages, add_up, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
