// fix: Where 'usage' is found to be NULL, go to 'out' (safe)
// fix: Use 'usage' only if it is not NULL
/* NULL is noticed, and the path goes on with a mask in hand. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;

struct usage {
	u64 runs;
	u64 sleeps;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct usage);
} usages SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct bpf_cpumask *mask;
	struct usage *usage;
	int err = 0;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	if (clone_flags & 1)
		goto out;
	usage = bpf_map_lookup_elem(&usages, &key);
	if (!usage) {
		err = -2;
		goto out;
	}
	usage->sleeps = 1;
	bpf_cpumask_setall(mask);
out:
	bpf_cpumask_release(mask);
	return err;
}

char LICENSE[] SEC("license") = "GPL";
