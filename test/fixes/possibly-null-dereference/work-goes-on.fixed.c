// fix: Use 'usage' only if it is not NULL (safe)
// fix: Test 'usage' after bpf_map_lookup_elem(), and return 0 if it is NULL
/* What follows has nothing to do with the value: leaving would skip it. */
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

u64 forks;
u64 last_pid;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->tgid;
	struct usage *usage;

	usage = bpf_map_lookup_elem(&usages, &key);
	/* one more of its threads */
	if (usage) {
		usage->runs++;
		usage->sleeps = 0;
	}

	forks++;
	last_pid = task->pid;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
