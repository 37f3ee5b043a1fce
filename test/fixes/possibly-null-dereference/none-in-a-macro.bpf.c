/* The access stands in a macro that others use as well. */
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

#define COUNT_ONE(key)									\
	do {										\
		struct usage *usage_ = bpf_map_lookup_elem(&usages, key);	\
											\
		usage_->runs++;								\
	} while (0)

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;

	COUNT_ONE(&key);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
