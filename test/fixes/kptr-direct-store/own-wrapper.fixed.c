// fix: Move 'mask' into 'v->mask' with bpf_kptr_xchg(), and release what it held (safe)
/* The file has a function that releases what may be NULL. */
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

static void put_mask(struct bpf_cpumask *mask)
{
	if (mask)
		bpf_cpumask_release(mask);
}

static int remember(u32 key, struct bpf_cpumask *old)
{
	struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);
	struct bpf_cpumask *mask = bpf_cpumask_create();
	struct bpf_cpumask *prev;

	put_mask(old);
	if (!v) {
		put_mask(mask);
		return -2;
	}
	if (!mask)
		return -12;
	prev = bpf_kptr_xchg(&v->mask, mask);
	put_mask(prev);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	return remember(task->pid, bpf_cpumask_create());
}

char LICENSE[] SEC("license") = "GPL";
