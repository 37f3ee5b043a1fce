// fix: Test 'usage' after bpf_map_lookup_elem(), and return if it is NULL (safe)
// fix: Use 'usage' only if it is not NULL
/* A function without a result. */
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

static __noinline void count(u32 key)
{
	struct usage *usage;

	usage = bpf_map_lookup_elem(&usages, &key);
	if (!usage)
		return;
	usage->runs++;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	count(task->pid);
	count(task->tgid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
