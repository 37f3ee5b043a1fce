/* One element too far. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct rec {
	u64 stamp;
	struct bpf_cpumask __kptr *level[3];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct rec);
} recs SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct rec *rec = bpf_map_lookup_elem(&recs, &key);
	struct bpf_cpumask *old;

	if (!rec)
		return 0;
	old = bpf_kptr_xchg(&rec->level[3], NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
