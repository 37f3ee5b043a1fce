// fix: Jump to 'out_unlocked', after the unlock: nothing is open yet (safe)
/* The same, with more to do behind the unlock. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct shared {
	struct bpf_spin_lock lock;
	u64 count;
	u64 most;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct shared);
} shared_map SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask;
	struct shared *v;
	u32 key = 1;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	v = bpf_map_lookup_elem(&shared_map, &key);
	if (!v)
		goto out_unlocked;
	bpf_spin_lock(&v->lock);
	if (v->count > 3)
		goto out;
	v->count++;
out:
	bpf_spin_unlock(&v->lock);
out_unlocked:
	bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
