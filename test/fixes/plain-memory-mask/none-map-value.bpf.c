/* User space reads the map's value. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

struct counted {
	struct bpf_cpumask mask;
	u64 count;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct counted);
} counted_masks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct counted *v = bpf_map_lookup_elem(&counted_masks, &key);

	if (v)
		bpf_cpumask_set_cpu(0, &v->mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
