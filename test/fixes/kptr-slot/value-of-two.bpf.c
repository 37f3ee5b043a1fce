/* The address of the value itself: the first of its slots is the one that lies nearest. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct reserve {
	u64 since;
	struct bpf_cpumask __kptr *spare;
	struct bpf_cpumask __kptr *busy;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct reserve);
} reserves SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct reserve *r = bpf_map_lookup_elem(&reserves, &key);
	struct bpf_cpumask *mask;

	if (!r)
		return 0;
	mask = bpf_kptr_xchg(r, NULL);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
