// fix: Leave this out: 'usage' is NULL here (safe)
/* One arm is there for NULL, and uses the pointer all the same. */
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

	if (usage)
		usage->runs = 2;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
