// fix: Leave this out: 'usage' is NULL here (safe)
/* Used in the arm that leaves where it is NULL; a mask is held there. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

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
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	if (!usage) {
		bpf_cpumask_release(mask);
		return 0;
	}
	bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
