// fix: Use the kptr 'busy' instead of 'id'
// fix: Use the kptr 'spare' instead of 'id'
/* Two slots could be meant: both are offered, the nearest to what stands there first. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct reserve {
	struct bpf_cpumask __kptr *spare;
	u64 since;
	struct task_struct __kptr *owner;
	struct bpf_cpumask __kptr *busy;
	u32 id;
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
	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	mask = bpf_kptr_xchg(&r->busy, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
