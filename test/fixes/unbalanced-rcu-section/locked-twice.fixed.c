// fix: Remove this bpf_res_spin_lock(): it was called before
/* A lock is taken a second time, and left if that fails: the second can go, or be another one. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock) __ksym;

struct shared {
	struct bpf_res_spin_lock lock;
	u64 count;
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
	u32 key = task->pid;
	struct shared *v;

	v = bpf_map_lookup_elem(&shared_map, &key);
	if (!v)
		return 0;
	if (bpf_res_spin_lock(&v->lock))
		return 0;
	v->count++;
	bpf_res_spin_unlock(&v->lock);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
