// fix: Test 'count' after bpf_map_lookup_elem(), and return 0 if it is NULL (safe)
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");

#define COUNTER(name, ...)                                                     \
	SEC("tp_btf/task_newtask")                                             \
	int BPF_PROG(name, struct task_struct *task, u64 clone_flags)          \
	{                                                                      \
		__VA_ARGS__                                                    \
		return 0;                                                      \
	}

COUNTER(count_tasks,
	u32 key = task->pid;
	u64 *count = bpf_map_lookup_elem(&counts, &key);
	if (!count)
		return 0;
	*count += 1;
)
