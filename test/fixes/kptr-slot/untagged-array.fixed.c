// fix: Tag 'masks' __kptr where it is declared (safe)
/* Each of four masks, none of them tagged. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct level {
	struct bpf_cpumask __kptr *masks[4];
	u32 users;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct level);
} levels SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = 0;
	struct level *l = bpf_map_lookup_elem(&levels, &key);
	struct bpf_cpumask *old;

	if (!l)
		return 0;
	l->users++;
	old = bpf_kptr_xchg(&l->masks[2], NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
