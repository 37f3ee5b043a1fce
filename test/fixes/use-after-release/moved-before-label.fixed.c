// fix: Set 'scratch' to NULL after bpf_kptr_xchg() (safe)
/* One label cleans up for all paths, also for the one that moved the mask. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct saved_mask {
	struct bpf_cpumask __kptr *mask;
	u64 uses;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct saved_mask);
} masks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *scratch = NULL, *old = NULL;
	struct saved_mask *v;
	u32 key = task->pid;

	scratch = bpf_cpumask_create();
	if (!scratch)
		goto out;
	v = bpf_map_lookup_elem(&masks, &key);
	if (!v)
		goto out;
	bpf_cpumask_copy(scratch, task->cpus_ptr);
	old = bpf_kptr_xchg(&v->mask, scratch);
	scratch = NULL;
out:
	if (old)
		bpf_cpumask_release(old);
	if (scratch)
		bpf_cpumask_release(scratch);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
