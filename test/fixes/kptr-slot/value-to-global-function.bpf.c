/* A global function is verified as if it wrote over the value. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct saved_mask {
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct saved_mask);
} masks SEC(".maps");

__noinline int count(struct saved_mask *v)
{
	return v ? sizeof(*v) : 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);
	struct bpf_cpumask *old;

	if (!v)
		return 0;
	old = bpf_kptr_xchg(&v->mask, NULL);
	if (old)
		bpf_cpumask_release(old);
	return count(v);
}

char LICENSE[] SEC("license") = "GPL";
