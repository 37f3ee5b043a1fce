// fix: Create a mask and copy 'seen' into it (safe)
// fix: Take 'seen' out of 'v->mask', and put it back after its last use
/* The result is tested before it is used. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src) __ksym;
u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;

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
	u32 key = task->pid;
	struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);
	struct bpf_cpumask *seen, *mine;
	int n;

	if (!v || !(seen = v->mask))
		return -2;
	mine = bpf_cpumask_create();
	if (!mine)
		return -12;
	bpf_cpumask_copy(mine, (const struct cpumask *)seen);
	n = bpf_cpumask_weight((const struct cpumask *)mine);
	bpf_cpumask_release(mine);
	return n;
}

char LICENSE[] SEC("license") = "GPL";
