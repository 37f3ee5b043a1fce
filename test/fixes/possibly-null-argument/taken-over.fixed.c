// fix: Test 'v' after bpf_map_lookup_elem(), and return -17 if it is NULL (safe)
/* The function owns the mask that it is given: each of its exits ends it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
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

static int keep(struct bpf_cpumask *mask, u32 pid)
{
	struct saved_mask local = {}, *v;
	struct bpf_cpumask *old;
	int err;

	err = bpf_map_update_elem(&masks, &pid, &local, 0);
	if (err) {
		bpf_cpumask_release(mask);
		return -17;
	}
	v = bpf_map_lookup_elem(&masks, &pid);
	if (!v) {
		bpf_cpumask_release(mask);
		return -17;
	}
	old = bpf_kptr_xchg(&v->mask, mask);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	return keep(mask, task->pid) ? 1 : 0;
}

char LICENSE[] SEC("license") = "GPL";
